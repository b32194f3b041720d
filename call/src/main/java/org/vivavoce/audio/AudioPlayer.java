package org.vivavoce.audio;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.vivavoce.media.Mixer;
import org.vivavoce.media.PcmFormat;
import org.vivavoce.media.SinkTrack;
import org.vivavoce.peer.PacketSink;
import org.vivavoce.peer.RemoteTrack;
import org.vivavoce.rtp.AudioLevel;
import org.vivavoce.rtp.opus.OpusConfig;
import org.vivavoce.rtp.opus.OpusPlayout;

/**
 * A {@link RemoteTrack} of Opus as sound: packets go into a jitter buffer on the network thread,
 * and the sink's clock pulls them out, decoded, on its own. Where the two clocks drift apart, sound
 * is resampled, not dropped.
 */
public final class AudioPlayer implements AutoCloseable {
  private final RemoteTrack track;
  private final SinkTrack sink;
  private final AudioPlayerConfig config;
  private final SteeredPlayout steered;
  private final OpusPlayout playout;
  private final AtomicLong firstFrame = new AtomicLong(Long.MIN_VALUE);
  private volatile boolean silenced;
  private volatile boolean anyPacket;
  private volatile AudioLevel remoteLevel;
  private volatile PacketSink tap;
  private volatile double gainDb;
  private volatile float gain = 1;

  /** The sink's thread's own: where the gain is on its way to {@link #gain}. */
  private float gainNow = 1;

  private AudioPlayer(RemoteTrack track, SinkTrack sink, AudioPlayerConfig config) {
    this.track = Objects.requireNonNull(track, "track");
    this.sink = Objects.requireNonNull(sink, "sink");
    this.config = Objects.requireNonNull(config, "config");
    this.steered = new SteeredPlayout(config.channels(), config.jitter());
    this.playout = steered.playout();
  }

  /**
   * Opens the sink and takes the track's packets from now on; {@link #start} lets sound flow.
   *
   * @param track what to play
   * @param sink not initialised yet; closed with the player
   * @param config how
   * @throws IOException if the sink's device cannot be opened; the sink is closed then
   */
  public static AudioPlayer create(RemoteTrack track, SinkTrack sink, AudioPlayerConfig config)
      throws IOException {
    AudioPlayer player = new AudioPlayer(track, sink, config);
    try {
      sink.init(
          new PcmFormat(OpusConfig.SAMPLE_RATE, config.channels()),
          OpusConfig.SAMPLE_RATE / 1_000 * config.pullMillis(),
          player::supply);
    } catch (IOException e) {
      sink.close();
      throw e;
    }
    track.sink(player.new Intake());
    return player;
  }

  /** Lets the sink pull. */
  public void start() {
    sink.play();
  }

  /**
   * Plays silence instead of what is said; time goes on, so that nothing is heard late afterwards.
   */
  public void silence(boolean on) {
    silenced = on;
  }

  /**
   * How loud the sender says the last packet was, and whether it was speech (RFC 6464); empty if it
   * does not say.
   */
  public Optional<AudioLevel> remoteLevel() {
    return Optional.ofNullable(remoteLevel);
  }

  /**
   * Somebody else who gets the packets too, as they come: a recording. At most one at a time.
   *
   * @param other null: nobody
   */
  public void tap(PacketSink other) {
    tap = other;
  }

  /**
   * Turns it up or down, within the next buffer. What would be louder than full scale is cut off.
   *
   * @param db negative infinity (silent) to {@link Mixer#MAX_GAIN_DB}; 0: as it comes
   * @throws IllegalArgumentException if it is louder than that, or not a number
   */
  public void gain(double db) {
    if (!(db <= Mixer.MAX_GAIN_DB)) {
      throw new IllegalArgumentException(
          "a gain of " + db + " dB; at most " + Mixer.MAX_GAIN_DB + " are allowed");
    }
    gainDb = db;
    gain = (float) Math.pow(10, db / 20);
  }

  /** What {@link #gain(double)} was set to, in dB. */
  public double gain() {
    return gainDb;
  }

  /** The counters so far. */
  public AudioPlayerStats stats() {
    long first = firstFrame.get();
    return new AudioPlayerStats(
        playout.stats(),
        first == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(first),
        sink.level());
  }

  private final class Intake implements PacketSink {
    @Override
    public void onPacket(
        byte[] buffer,
        int offset,
        int length,
        int sequenceNumber,
        long timestamp,
        boolean marker,
        int payloadType,
        long arrivalNanos) {
      playout.put(sequenceNumber, timestamp, buffer, offset, length, arrivalNanos);
      anyPacket = true;
      PacketSink other = tap;
      if (other != null) {
        other.onPacket(
            buffer, offset, length, sequenceNumber, timestamp, marker, payloadType, arrivalNanos);
      }
    }

    @Override
    public void onAudioLevel(AudioLevel level) {
      remoteLevel = level;
    }

    @Override
    public void onSourceChange() {
      remoteLevel = null;
      playout.reset();
      PacketSink other = tap;
      if (other != null) {
        other.onSourceChange();
      }
    }
  }

  private void supply(short[] pcm, int offset, int frames, long playoutNanos) {
    // What a device holds before it is heard is no delay of the stream's, and no time that packets
    // have to come: who counts it in lets the jitter buffer run dry.
    steered.supply(pcm, offset, frames, Math.min(playoutNanos, System.nanoTime()));
    if (anyPacket && firstFrame.get() == Long.MIN_VALUE && playout.stats().emittedSamples() > 0) {
      firstFrame.set(playoutNanos);
    }
    amplify(pcm, offset, frames);
    if (silenced) {
      int samples = frames * config.channels();
      Arrays.fill(pcm, offset, offset + samples, (short) 0);
    }
  }

  private void amplify(short[] pcm, int offset, int frames) {
    float target = gain;
    if (target == 1 && gainNow == 1) {
      return;
    }
    float step = (target - gainNow) / frames;
    int at = offset;
    for (int frame = 0; frame < frames; frame++) {
      gainNow = frame == frames - 1 ? target : gainNow + step;
      for (int channel = 0; channel < config.channels(); channel++, at++) {
        int louder = Math.round(pcm[at] * gainNow);
        pcm[at] = (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, louder));
      }
    }
  }

  @Override
  public void close() {
    track.sink(null);
    sink.close();
  }
}
