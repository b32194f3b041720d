package org.vivavoce.cli;

import java.io.IOException;
import java.util.Optional;
import org.vivavoce.media.InputDevice;
import org.vivavoce.media.OutputDevice;
import org.vivavoce.media.SoundDevices;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A sound card instead of files, or besides them. */
final class SoundOptions {
  private static final String NONE = "none";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--mic",
      paramLabel = "ID",
      defaultValue = NONE,
      description =
          "speak by this microphone instead of --source: default, or one that 'vivavoce devices'"
              + " lists (default: ${DEFAULT-VALUE})")
  private String microphone;

  @Option(
      names = "--speaker",
      paramLabel = "ID",
      defaultValue = NONE,
      description =
          "hear by this speaker too: default, or one that 'vivavoce devices' lists"
              + " (default: ${DEFAULT-VALUE})")
  private String speaker;

  @Option(
      names = "--keys",
      description =
          "read single keys from standard input while you talk, also where that is no terminal: m"
              + " mutes, d deafens, r records, l shows levels, q leaves")
  private boolean keys;

  /** Whether keys are read: on a terminal they are in any case. */
  boolean keys() {
    return keys || Terminal.interactive();
  }

  /**
   * What was chosen.
   *
   * @param otherwise what is said where no microphone was
   */
  PersonSound.Devices devices(InputDevice otherwise) {
    try {
      boolean speaks = !microphone.equals(NONE);
      InputDevice input = speaks ? SoundDevices.input(microphone) : otherwise;
      Optional<OutputDevice> output =
          speaker.equals(NONE) ? Optional.empty() : Optional.of(SoundDevices.output(speaker));
      return new PersonSound.Devices(input, speaks, output);
    } catch (IOException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }
}
