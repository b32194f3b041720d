package org.vivavoce.cli;

import java.io.IOException;
import java.util.Optional;
import org.vivavoce.audio.AudioPlayerConfig;
import org.vivavoce.media.DeviceKeeper;
import org.vivavoce.media.InputDevice;
import org.vivavoce.media.OutputDevice;
import org.vivavoce.media.PcmFormat;
import org.vivavoce.media.SinkTrack;
import org.vivavoce.media.SourceTrack;
import org.vivavoce.media.TrackListener;

/** What one person says, and where what they hear goes: files, or a sound card's devices. */
final class PersonSound implements AutoCloseable {
  /**
   * Which.
   *
   * @param input what is said
   * @param microphone whether that is a device that may be pulled out and come back
   * @param speaker where all is heard, besides the recordings
   */
  record Devices(InputDevice input, boolean microphone, Optional<OutputDevice> speaker) {
    /** Without a sound card. */
    static Devices files(InputDevice input) {
      return new Devices(input, false, Optional.empty());
    }
  }

  private final Devices devices;
  private final Person.Listener listener;
  private final DeviceKeeper keeper;
  private final Optional<Loudspeaker> speaker;

  /** Opens the speaker, if there is one, as the Controller will want it. */
  PersonSound(Devices devices, Person.Listener listener) throws IOException {
    this.devices = devices;
    this.listener = listener;
    keeper = DeviceKeeper.create(new Kept());
    speaker = devices.speaker().map(device -> new Loudspeaker(device, keeper, listener));
    if (speaker.isPresent()) {
      PcmFormat format = PcmFormat.MONO_48K;
      int pullMillis = AudioPlayerConfig.defaults().pullMillis();
      speaker.get().prepare(format, format.sampleRate() / 1_000 * pullMillis);
    }
  }

  SourceTrack source() {
    return devices.microphone()
        ? keeper.source(devices.input())
        : SourceTrack.create(devices.input(), new Files());
  }

  /** What is heard of somebody. */
  SinkTrack sink(OutputDevice recording) {
    return speaker
        .map(s -> s.track(recording))
        .orElseGet(() -> SinkTrack.create(recording, new Files()));
  }

  @Override
  public void close() {
    speaker.ifPresent(Loudspeaker::close);
    keeper.close();
  }

  /** A file that breaks ends the call. */
  private final class Files implements TrackListener {
    @Override
    public void onDeviceLost(String deviceName, IOException cause) {
      listener.failed(cause.getMessage());
    }
  }

  /** A device that goes does not. */
  private final class Kept implements DeviceKeeper.Listener {
    @Override
    public void onDeviceLost(String deviceName, IOException cause) {
      listener.device(deviceName + " is gone, and looked for: " + cause.getMessage());
    }

    @Override
    public void onDeviceReturned(String deviceName) {
      listener.device(deviceName + " is back");
    }
  }
}
