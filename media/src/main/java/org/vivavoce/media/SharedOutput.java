package org.vivavoce.media;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;

/**
 * One output device for many {@link SinkTrack}s, whose sounds are mixed: the speaker of a call with
 * several people. The device is opened once and has one thread.
 *
 * <pre>
 * SharedOutput speaker = SharedOutput.open(device, PcmFormat.MONO_48K, 480, TrackListener.NONE);
 * SinkTrack alice = speaker.track();
 * SinkTrack bob = speaker.track();
 * </pre>
 *
 * <p>All methods are safe from any thread. {@code init} of a track wants the format and the buffer
 * that the device was opened with.
 */
public final class SharedOutput implements AutoCloseable {
  private final SinkTrack sink;
  private final Mixer mixer;
  private final int framesPerBuffer;

  private SharedOutput(SinkTrack sink, PcmFormat format, int frames) {
    this.sink = sink;
    mixer = Mixer.create(format);
    framesPerBuffer = frames;
  }

  /**
   * Opens the device; it plays from now on, what there is.
   *
   * @param device where the sounds go
   * @param format of all of them
   * @param framesPerBuffer frames in each buffer, 1 to 48,000
   * @param listener hears of the device's loss
   * @return a new output
   * @throws IOException if the device cannot be opened
   */
  public static SharedOutput open(
      OutputDevice device, PcmFormat format, int framesPerBuffer, TrackListener listener)
      throws IOException {
    return open(SinkTrack.create(device, listener), format, framesPerBuffer);
  }

  /**
   * The same on a sink that is there, such as one that a {@link DeviceKeeper} keeps.
   *
   * @param sink not initialised yet; closed with the output, and if it cannot be opened
   */
  public static SharedOutput open(SinkTrack sink, PcmFormat format, int framesPerBuffer)
      throws IOException {
    SharedOutput output = new SharedOutput(sink, format, framesPerBuffer);
    try {
      output.sink.init(format, framesPerBuffer, output.mixer);
    } catch (IOException e) {
      output.sink.close();
      throw e;
    }
    output.sink.play();
    return output;
  }

  /** A track whose sound is heard with the others'. */
  public MixedTrack track() {
    return new MixedTrack();
  }

  /** The device underneath; change it to change it for all tracks. */
  public SinkTrack sink() {
    return sink;
  }

  /** Closes the device. Tracks that are still there are heard no more. */
  @Override
  public void close() {
    sink.close();
  }

  /** One of the sounds that are mixed. */
  public final class MixedTrack implements SinkTrack, PcmSupplier {
    private final Object lock = new Object();
    private volatile TrackState state = TrackState.NEW;
    private volatile PcmSupplier supplier;
    private volatile LevelMeter meter;
    private volatile long buffers;
    private volatile double gain;
    private Mixer.Input input;

    private MixedTrack() {}

    @Override
    public void init(PcmFormat format, int frames, PcmSupplier pcmSupplier) {
      Objects.requireNonNull(pcmSupplier, "supplier");
      if (!format.equals(mixer.format()) || frames != framesPerBuffer) {
        throw new IllegalArgumentException(
            format
                + " in buffers of "
                + frames
                + " frames; the device was opened for "
                + mixer.format()
                + " in buffers of "
                + framesPerBuffer);
      }
      synchronized (lock) {
        if (state != TrackState.NEW) {
          throw new IllegalStateException(
              state == TrackState.CLOSED
                  ? "the track is closed"
                  : "the track was initialised before");
        }
        meter = new LevelMeter(format.sampleRate() / 10 * format.channels());
        supplier = pcmSupplier;
        state = TrackState.PAUSED;
        input = mixer.add(this);
        input.gain(gain);
      }
    }

    @Override
    public void play() {
      change(TrackState.PLAYING);
    }

    @Override
    public void pause() {
      change(TrackState.PAUSED);
    }

    private void change(TrackState wanted) {
      synchronized (lock) {
        if (state == TrackState.NEW || state == TrackState.CLOSED) {
          throw new IllegalStateException(
              state == TrackState.NEW
                  ? "the track is not initialised: call init first"
                  : "the track is closed");
        }
        state = wanted;
      }
    }

    /**
     * Turns this sound up or down.
     *
     * @param db as {@link Mixer.Input#gain(double)}
     * @throws IllegalArgumentException as there
     */
    public void gain(double db) {
      synchronized (lock) {
        if (!(db <= Mixer.MAX_GAIN_DB)) {
          throw new IllegalArgumentException(
              "a gain of " + db + " dB; at most " + Mixer.MAX_GAIN_DB + " are allowed");
        }
        gain = db;
        if (input != null) {
          input.gain(db);
        }
      }
    }

    /** What {@link #gain(double)} was set to, in dB. */
    public double gain() {
      return gain;
    }

    /** On the device's thread. */
    @Override
    public void supply(short[] pcm, int offset, int frames, long playoutNanos) {
      int samples = frames * mixer.format().channels();
      if (state != TrackState.PLAYING) {
        Arrays.fill(pcm, offset, offset + samples, (short) 0);
        return;
      }
      supplier.supply(pcm, offset, frames, playoutNanos);
      meter.accept(pcm, offset, samples);
      buffers = buffers + 1;
    }

    /** Changes the device for all tracks. */
    @Override
    public void changeOutputDevice(OutputDevice device) throws IOException {
      sink.changeOutputDevice(device);
    }

    @Override
    public OutputDevice device() {
      return sink.device();
    }

    @Override
    public TrackState state() {
      return state;
    }

    @Override
    public Level level() {
      LevelMeter m = meter;
      return m == null || state != TrackState.PLAYING ? Level.NONE : m.level();
    }

    @Override
    public TrackStats stats() {
      synchronized (lock) {
        return new TrackStats(
            buffers, sink.stats().skippedBuffers(), input == null ? 0 : input.failures());
      }
    }

    @Override
    public void close() {
      synchronized (lock) {
        if (input != null) {
          input.close();
        }
        state = TrackState.CLOSED;
        supplier = (pcm, offset, frames, nanos) -> {};
      }
    }
  }
}
