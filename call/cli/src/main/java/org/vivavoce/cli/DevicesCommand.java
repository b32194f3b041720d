package org.vivavoce.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.vivavoce.media.DeviceTests;
import org.vivavoce.media.InputDevice;
import org.vivavoce.media.Level;
import org.vivavoce.media.OutputDevice;
import org.vivavoce.media.SoundDevices;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vivavoce devices}. */
@Command(
    name = "devices",
    sortOptions = false,
    description = {
      "Lists microphones and speakers, or tests them.",
      "--test-speaker plays a tone. --test-mic records, shows how loud it is, and plays it back."
    })
final class DevicesCommand implements Callable<Integer> {
  private static final double MAX_SECONDS = 60;

  @Spec private CommandSpec spec;

  @Option(
      names = "--mic",
      paramLabel = "ID",
      defaultValue = SoundDevices.DEFAULT,
      description = "which microphone is tested (default: ${DEFAULT-VALUE})")
  private String microphone;

  @Option(
      names = "--speaker",
      paramLabel = "ID",
      defaultValue = SoundDevices.DEFAULT,
      description = "which speaker is tested (default: ${DEFAULT-VALUE})")
  private String speaker;

  @Option(names = "--test-mic", description = "record, show levels, play back")
  private boolean testMicrophone;

  @Option(names = "--test-speaker", description = "play a tone")
  private boolean testSpeaker;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "3",
      description = "how long a test lasts, at most 60 (default: ${DEFAULT-VALUE})")
  private double seconds;

  @Option(names = "--json", description = "print one JSON object instead of lines")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  private boolean help;

  @Override
  public Integer call() {
    if (!(seconds >= 0.1 && seconds <= MAX_SECONDS)) {
      throw new ParameterException(
          spec.commandLine(),
          "--seconds " + DemoCommand.number(seconds) + ": 0.1 to 60 are allowed");
    }
    ObjectNode report = new ObjectMapper().createObjectNode();
    try {
      if (!testMicrophone && !testSpeaker) {
        list(report);
      }
      if (testSpeaker) {
        say("A tone of 440 Hz: do you hear it?");
        tell(report, "speaker", DeviceTests.speaker(SoundDevices.output(speaker), millis()));
      }
      if (testMicrophone) {
        testMicrophone(report);
      }
    } catch (IOException e) {
      return Outcome.failed(spec.commandLine(), e.getMessage());
    }
    if (json) {
      spec.commandLine().getOut().println(report);
    }
    spec.commandLine().getOut().flush();
    return 0;
  }

  private int millis() {
    return (int) (seconds * 1_000);
  }

  private void list(ObjectNode report) {
    PrintWriter out = spec.commandLine().getOut();
    ArrayNode inputs = report.putArray("microphones");
    ArrayNode outputs = report.putArray("speakers");
    SoundDevices.inputs().forEach(d -> inputs.add(d.id()));
    SoundDevices.outputs().forEach(d -> outputs.add(d.id()));
    report.put("supported", SoundDevices.supported());
    if (json) {
      return;
    }
    out.println("Microphones:");
    SoundDevices.inputs().stream().map(InputDevice::id).forEach(id -> out.println("  " + id));
    out.println("Speakers:");
    SoundDevices.outputs().stream().map(OutputDevice::id).forEach(id -> out.println("  " + id));
    if (!SoundDevices.supported()) {
      out.println("This JVM has no sound (module java.desktop).");
    }
  }

  private void testMicrophone(ObjectNode report) throws IOException {
    InputDevice input = SoundDevices.input(microphone);
    OutputDevice output = SoundDevices.output(speaker);
    say("Say something; then you hear it.");
    DeviceTests.Result result =
        DeviceTests.microphone(input, output, millis(), level -> say(bar(level)));
    tell(report, "microphone", result);
  }

  /** Sixty dB of room for a voice. */
  private static String bar(Level level) {
    int length = (int) Math.max(0, Math.min(30, (level.rmsDbfs() + 60) / 2));
    return String.format(
        java.util.Locale.ROOT, "%6.1f dBFS %s", level.rmsDbfs(), "#".repeat(length));
  }

  private void tell(ObjectNode report, String device, DeviceTests.Result result) {
    double delay = result.delayNanos() / 1e6;
    report.putObject(device).put("loudestDbfs", result.loudest().rmsDbfs()).put("delayMs", delay);
    if (!json) {
      spec.commandLine()
          .getOut()
          .printf(
              java.util.Locale.ROOT,
              "%s: loudest %.1f dBFS, delay %.0f ms%n",
              device,
              result.loudest().rmsDbfs(),
              delay);
    }
  }

  /** What goes by belongs on standard error. */
  private void say(String text) {
    spec.commandLine().getErr().println(text);
    spec.commandLine().getErr().flush();
  }
}
