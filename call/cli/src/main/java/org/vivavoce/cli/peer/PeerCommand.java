package org.vivavoce.cli.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.vivavoce.media.InputDevice;
import org.vivavoce.media.InputDevices;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The {@code peer} command. In and out go {@code {"type":"offer"|"answer","sdp":"…"}} and {@code
 * {"candidate":{"candidate":"…","sdpMid":"0","sdpMLineIndex":0}}}; out only {@code {"ev":…}}:
 * {@code state}, {@code open}, {@code echo}, {@code sent} and {@code received} of data channels,
 * {@code error}, {@code tx0}, and at the end {@code stats} and {@code done}.
 *
 * <p>The audio that is offered or answered flows from the moment the connection is up, for {@code
 * --seconds}. Another offer on standard input, at any time, is answered.
 */
@Command(
    name = "peer",
    description = {
      "Runs one PeerConnection over standard input and output, one JSON object a line.",
      "Give it the other side's description, and give the other side what it prints."
    },
    mixinStandardHelpOptions = true)
public final class PeerCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final double TONE_HERTZ = 440;
  private static final double TONE_DBFS = -20;

  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "offer|answer", description = "Who begins.")
  private String role;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "7",
      description = "How long sound flows, from the moment the connection is up (default: 7).")
  private double seconds;

  @Option(
      names = "--audio-in",
      paramLabel = "FILE.wav|tone|speech|none",
      defaultValue = "tone",
      description = "What is said (default: a tone of 440 Hz); none: only listen.")
  private String audioIn;

  @Option(
      names = "--audio-out",
      paramLabel = "FILE.wav",
      description = "Where what is heard is recorded.")
  private Path audioOut;

  @Option(
      names = "--video",
      paramLabel = "echo|none",
      defaultValue = "none",
      description =
          "Whether video is taken and sent back; otherwise it is refused (default: none).")
  private String video;

  @Option(
      names = "--data",
      paramLabel = "echo|send:BYTES|sink|none",
      defaultValue = "none",
      description = {
        "echo: send back what comes on data channels; offering, also open one, fromlib, send ping and",
        "tell what comes back. send:BYTES: send so many on a channel of our own, and close it; sink:",
        "count them. Both tell MBps, and end the run; use --audio-in none (default: none)."
      })
  private String data;

  @Option(
      names = "--trickle",
      description = "Candidates go one by one; otherwise a description waits for all of them.")
  private boolean trickle;

  @Mixin private IceOptions ice;

  @Option(names = "--loopback", description = "Loopback addresses are candidates too.")
  private boolean loopback;

  @Option(
      names = "--timing",
      description = {
        "Print {\"ev\":\"tx0\",\"ns\":\"…\"}, System.nanoTime() when the first sample was handed"
            + " over,",
        "and write beside the recording, if there is one, FILE.wav.t: a line sampleIndex,ns for"
            + " each",
        "frame."
      })
  private boolean timing;

  /** On the process's standard streams. */
  public PeerCommand() {
    this(System.in, System.out, System.err);
  }

  PeerCommand(InputStream in, PrintStream out, PrintStream err) {
    this.in = in;
    this.out = out;
    this.err = err;
  }

  /** Returns 0 if there was a connection and it lasted, else 1. */
  @Override
  public Integer call() throws InterruptedException {
    PeerSettings settings = settings();
    JsonLines lines = new JsonLines(in, out);
    try (PeerRun run = new PeerRun(settings, lines)) {
      Optional<String> failure = run.run();
      failure.ifPresent(why -> err.println("vivavoce peer: " + why));
      return failure.isEmpty() ? 0 : FAILED;
    } catch (IOException e) {
      lines.error(e.getMessage());
      err.println("vivavoce peer: " + e.getMessage());
      return FAILED;
    }
  }

  private PeerSettings settings() {
    if (!role.equals("offer") && !role.equals("answer")) {
      throw misuse("the role is offer or answer, not " + role);
    }
    if (!(seconds >= 0) || seconds > 86_400) {
      throw misuse("--seconds is 0 to 86400, not " + seconds);
    }
    if (!video.equals("echo") && !video.equals("none")) {
      throw misuse("--video is echo or none, not " + video);
    }
    return new PeerSettings(
        role.equals("offer"),
        (long) (seconds * 1e9),
        source(),
        audioOut,
        video.equals("echo"),
        dataUse(),
        trickle,
        ice.servers(),
        ice.relayOnly(),
        loopback,
        ice.bindAddress().orElse(null),
        timing);
  }

  private DataUse dataUse() {
    return DataUse.parse(data)
        .orElseThrow(() -> misuse("--data is echo, send:BYTES, sink or none, not " + data));
  }

  private InputDevice source() {
    switch (audioIn.toLowerCase(Locale.ROOT)) {
      case "none":
        return null;
      case "tone":
        return InputDevices.tone(TONE_HERTZ, TONE_DBFS);
      case "speech":
        return BundledSpeech.device();
      default:
        try {
          return InputDevices.wav(Path.of(audioIn), false);
        } catch (IOException | IllegalArgumentException e) {
          throw misuse("--audio-in " + audioIn + ": " + e.getMessage());
        }
    }
  }

  private ParameterException misuse(String what) {
    return new ParameterException(spec.commandLine(), what);
  }
}
