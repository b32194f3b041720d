package org.vivavoce.cli;

import java.io.IOException;
import org.vivavoce.media.DeviceKeeper;
import org.vivavoce.media.Level;
import org.vivavoce.media.OutputDevice;
import org.vivavoce.media.OutputDevices;
import org.vivavoce.media.PcmFormat;
import org.vivavoce.media.PcmOutput;
import org.vivavoce.media.PcmSupplier;
import org.vivavoce.media.SharedOutput;
import org.vivavoce.media.SinkTrack;
import org.vivavoce.media.TrackState;
import org.vivavoce.media.TrackStats;

/**
 * A speaker on which all of a call's people are heard together, while each of them is recorded in a
 * file of their own.
 */
final class Loudspeaker implements AutoCloseable {
  private final OutputDevice device;
  private final DeviceKeeper keeper;
  private final Person.Listener listener;
  private SharedOutput shared;
  private PcmFormat openFormat;
  private int openFrames;

  /**
   * @param keeper brings the device back
   * @param listener hears when the device cannot be opened: recordings go on without it
   */
  Loudspeaker(OutputDevice device, DeviceKeeper keeper, Person.Listener listener) {
    this.device = device;
    this.keeper = keeper;
    this.listener = listener;
  }

  /** A track that is heard, and recorded there. */
  SinkTrack track(OutputDevice recording) {
    return new Recorded(recording);
  }

  /** Opens the device before anything is to be heard, which may take a second. */
  void prepare(PcmFormat format, int frames) throws IOException {
    open(format, frames);
  }

  private synchronized SharedOutput open(PcmFormat format, int frames) throws IOException {
    if (shared != null && !(format.equals(openFormat) && frames == openFrames)) {
      shared.close();
      shared = null;
    }
    if (shared == null) {
      openFormat = format;
      openFrames = frames;
      try {
        shared = SharedOutput.open(keeper.sink(device), format, frames);
      } catch (IOException e) {
        listener.device(e.getMessage() + ": nothing is played");
        shared = SharedOutput.open(keeper.sink(OutputDevices.discard()), format, frames);
      }
    }
    return shared;
  }

  @Override
  public synchronized void close() {
    if (shared != null) {
      shared.close();
    }
  }

  private final class Recorded implements SinkTrack {
    private final OutputDevice recording;
    private SharedOutput.MixedTrack heard;
    private PcmOutput file;
    private boolean broken;

    Recorded(OutputDevice recording) {
      this.recording = recording;
    }

    @Override
    public void init(PcmFormat format, int frames, PcmSupplier supplier) throws IOException {
      heard = open(format, frames).track();
      PcmOutput out = recording.open(format, frames);
      synchronized (this) {
        file = out;
      }
      heard.init(
          format,
          frames,
          (pcm, offset, count, playoutNanos) -> {
            supplier.supply(pcm, offset, count, playoutNanos);
            record(pcm, offset, count);
          });
    }

    private synchronized void record(short[] pcm, int offset, int frames) {
      if (file == null || broken) {
        return;
      }
      try {
        file.write(pcm, offset, frames);
      } catch (IOException e) {
        broken = true;
        listener.failed(e.getMessage());
      }
    }

    @Override
    public void play() {
      heard.play();
    }

    @Override
    public void pause() {
      heard.pause();
    }

    @Override
    public void changeOutputDevice(OutputDevice to) throws IOException {
      heard.changeOutputDevice(to);
    }

    @Override
    public OutputDevice device() {
      return device;
    }

    @Override
    public TrackState state() {
      return heard == null ? TrackState.NEW : heard.state();
    }

    @Override
    public Level level() {
      return heard == null ? Level.NONE : heard.level();
    }

    @Override
    public TrackStats stats() {
      return heard.stats();
    }

    @Override
    public void close() {
      if (heard != null) {
        heard.close();
      }
      synchronized (this) {
        if (file != null) {
          try {
            file.close();
          } catch (IOException e) {
            listener.failed(e.getMessage());
          }
          file = null;
        }
      }
    }
  }
}
