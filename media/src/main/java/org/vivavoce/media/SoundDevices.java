package org.vivavoce.media;

import java.io.IOException;
import java.util.List;
import java.util.Objects;

/**
 * The microphones and speakers of this machine, by {@code javax.sound.sampled}, which is the JDK's
 * own (module {@code java.desktop}). A JVM without that module, or a machine without sound, has
 * none: lists are empty, and opening the default device says why.
 *
 * <pre>
 * SourceTrack microphone = SourceTrack.create(SoundDevices.defaultInput());
 * SinkTrack speaker = SinkTrack.create(SoundDevices.output("PCH [plughw:0,0]"));
 * </pre>
 *
 * <p>A device is opened in the format that is wanted, or the nearest one that it has, and
 * converted. It is paced by its own clock. One that is pulled out, or that gives or takes nothing
 * for two seconds, throws an {@link IOException}, upon which a track goes on with silence and tells
 * its listener; {@link DeviceKeeper} brings it back.
 *
 * <p>Devices that are plugged in later are found by a later call, in the time that the JDK keeps
 * its list: up to a minute. Safe from any thread.
 */
public final class SoundDevices {
  /** The id of the device that the system has chosen. */
  public static final String DEFAULT = "default";

  private static final boolean PRESENT = ModuleLayer.boot().findModule("java.desktop").isPresent();

  private SoundDevices() {}

  /** Whether this JVM can have sound devices at all. */
  public static boolean supported() {
    return PRESENT;
  }

  /** Microphones and the like, the system's choice first; empty if there are none. */
  public static List<InputDevice> inputs() {
    return PRESENT ? JavaSound.inputs() : List.of();
  }

  /** Speakers and the like, the system's choice first; empty if there are none. */
  public static List<OutputDevice> outputs() {
    return PRESENT ? JavaSound.outputs() : List.of();
  }

  /** The system's choice, looked up each time that it is opened. */
  public static InputDevice defaultInput() {
    return PRESENT ? JavaSound.defaultInput() : new NoInput(DEFAULT, "no microphone");
  }

  /** The system's choice, looked up each time that it is opened. */
  public static OutputDevice defaultOutput() {
    return PRESENT ? JavaSound.defaultOutput() : new NoOutput(DEFAULT, "no speaker");
  }

  /**
   * A microphone by its id.
   *
   * @param id as {@link InputDevice#id}
   * @throws IOException if there is none; the message names those that there are
   */
  public static InputDevice input(String id) throws IOException {
    Objects.requireNonNull(id, "id");
    if (id.equals(DEFAULT)) {
      return defaultInput();
    }
    for (InputDevice device : inputs()) {
      if (device.id().equals(id)) {
        return device;
      }
    }
    throw new IOException(
        unknown("microphone", id, inputs().stream().map(InputDevice::id).toList()));
  }

  /**
   * A speaker by its id.
   *
   * @param id as {@link OutputDevice#id}
   * @throws IOException if there is none; the message names those that there are
   */
  public static OutputDevice output(String id) throws IOException {
    Objects.requireNonNull(id, "id");
    if (id.equals(DEFAULT)) {
      return defaultOutput();
    }
    for (OutputDevice device : outputs()) {
      if (device.id().equals(id)) {
        return device;
      }
    }
    throw new IOException(
        unknown("speaker", id, outputs().stream().map(OutputDevice::id).toList()));
  }

  private static String unknown(String kind, String id, List<String> there) {
    return "no "
        + kind
        + " is called "
        + id
        + "; "
        + (there.isEmpty() ? "this machine has none" : "there are: " + String.join(", ", there));
  }

  private static IOException missing() {
    return new IOException(
        "no sound device can be opened: this JVM has no javax.sound (module java.desktop)");
  }

  /** What there is in a JVM without java.desktop. */
  private record NoInput(String id, String name) implements InputDevice {
    @Override
    public PcmInput open(PcmFormat format, int framesPerBuffer) throws IOException {
      throw missing();
    }
  }

  /** What there is in a JVM without java.desktop. */
  private record NoOutput(String id, String name) implements OutputDevice {
    @Override
    public PcmOutput open(PcmFormat format, int framesPerBuffer) throws IOException {
      throw missing();
    }
  }
}
