package org.vivavoce.audio;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.media.MicrophoneGate;
import org.vivavoce.media.PcmFormat;
import org.vivavoce.media.SourceTrack;
import org.vivavoce.media.VoiceDetector;
import org.vivavoce.peer.FrameSink;
import org.vivavoce.peer.LocalTrack;
import org.vivavoce.peer.MediaKind;
import org.vivavoce.rtp.AudioLevel;
import org.vivavoce.rtp.opus.OpusConfig;
import org.vivavoce.rtp.opus.OpusEncoder;

/**
 * A {@link SourceTrack} as Opus: encoded once, however many senders take it.
 *
 * <p>Encoding runs on the source's own thread; nothing is encoded while nobody takes it. RTP time
 * follows the capture time, so that it goes on during a pause, and the first frame after one
 * carries the marker (RFC 7587 section 4.1, RFC 3551 section 4.1). Each frame goes with its level,
 * and with whether it is speech.
 */
public final class AudioPublisher implements LocalTrack, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AudioPublisher.class);

  private final String id;
  private final SourceTrack source;
  private final OpusConfig config;
  private final OpusEncoder encoder;
  private final CopyOnWriteArrayList<FrameSink> sinks = new CopyOnWriteArrayList<>();
  private final AtomicLong frames = new AtomicLong();

  /**
   * Opus may have more to say at its highest bitrates; told the room, it codes coarser. The level
   * goes along in the header (8 bytes at most).
   */
  private final byte[] packet = new byte[FrameSink.MAX_BYTES - 8];

  private final long frameNanos;
  private final VoiceDetector detector;
  private final MicrophoneGate gate;
  private volatile AudioLevel level = AudioLevel.of(false, AudioLevel.SILENCE);

  // The source thread's own.
  private boolean begun;
  private boolean marker = true;
  private long timestamp;
  private long expectedCapture;

  private AudioPublisher(String id, SourceTrack source, OpusConfig config) {
    this.id = Objects.requireNonNull(id, "id");
    this.source = Objects.requireNonNull(source, "source");
    this.config = Objects.requireNonNull(config, "config");
    this.encoder = OpusEncoder.create(config);
    this.frameNanos = config.frameMillis() * 1_000_000L;
    PcmFormat format = new PcmFormat(OpusConfig.SAMPLE_RATE, config.channels());
    this.detector = new VoiceDetector(format);
    this.gate = new MicrophoneGate(format);
  }

  /**
   * Opens the source; {@link SourceTrack#play} on it lets sound flow.
   *
   * @param id names the track in SDP
   * @param source not initialised yet; closed with the publisher
   * @param config how to encode
   * @throws IOException if the source's device cannot be opened; the source is closed then
   */
  public static AudioPublisher create(String id, SourceTrack source, OpusConfig config)
      throws IOException {
    AudioPublisher publisher = new AudioPublisher(id, source, config);
    try {
      source.init(
          new PcmFormat(OpusConfig.SAMPLE_RATE, config.channels()),
          config.frameSamples(),
          publisher::encode);
    } catch (IOException e) {
      source.close();
      throw e;
    }
    return publisher;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public MediaKind kind() {
    return MediaKind.AUDIO;
  }

  @Override
  public void addSink(FrameSink sink) {
    sinks.addIfAbsent(sink);
  }

  @Override
  public void removeSink(FrameSink sink) {
    sinks.remove(sink);
  }

  /** Where the sound comes from. */
  public SourceTrack source() {
    return source;
  }

  /** Frames that were handed to senders so far, each counted once. */
  public long framesEncoded() {
    return frames.get();
  }

  /**
   * How loud the last frame was that came from the source, and whether it was speech (RFC 6464).
   */
  public AudioLevel level() {
    return level;
  }

  /**
   * When the source is heard: mute, push to talk, automute. While it is closed nothing is sent, and
   * {@link #level} still tells what the source hears.
   */
  public MicrophoneGate gate() {
    return gate;
  }

  private void encode(short[] pcm, int offset, int samples, long captureNanos) {
    advance(captureNanos);
    boolean voice = detector.accept(pcm, offset, samples);
    AudioLevel heard =
        AudioLevel.of(voice, AudioLevel.measure(pcm, offset, samples * config.channels()));
    level = heard;
    boolean open = gate.process(pcm, offset, samples, voice, captureNanos);
    if (!open || sinks.isEmpty()) {
      marker = true;
      return;
    }
    int length = encoder.encode(pcm, offset, samples, packet, 0, packet.length);
    if (length == 0) {
      // Silence that need not be sent (RFC 7587 section 3.1.3): time goes on without a packet.
      marker = true;
      return;
    }
    frames.incrementAndGet();
    for (FrameSink sink : sinks) {
      try {
        sink.onFrame(packet, 0, length, timestamp, marker, heard);
      } catch (RuntimeException e) {
        // One connection's trouble must not silence the others.
        LOG.error("A sender of track {} threw", id, e);
      }
    }
    marker = false;
  }

  /** Media time is counted in frames, and jumps by the length of a pause. */
  private void advance(long captureNanos) {
    if (begun) {
      timestamp += config.frameSamples();
      long gap = captureNanos - expectedCapture;
      if (gap > frameNanos / 2) {
        timestamp += gap / frameNanos * config.frameSamples();
        marker = true;
      }
    }
    begun = true;
    expectedCapture = captureNanos + frameNanos;
  }

  @Override
  public void close() {
    source.close();
    sinks.clear();
  }
}
