package org.vivavoce.cli.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.vivavoce.ice.IceServer;
import org.vivavoce.media.InputDevice;
import org.vivavoce.media.InputDevices;
import picocli.CommandLine.Command;
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

  @Option(
      names = "--ice-server",
      paramLabel = "URL[,user,pass]",
      description = "A STUN or TURN server, such as turn:192.0.2.1:3478,user,pass.")
  private List<String> iceServers = new ArrayList<>();

  @Option(names = "--relay-only", description = "Use relayed candidates only.")
  private boolean relayOnly;

  @Option(names = "--loopback", description = "Loopback addresses are candidates too.")
  private boolean loopback;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      description = "The only local address that is used.")
  private String bind;

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
    if (relayOnly
        && iceServers.stream().noneMatch(url -> url.regionMatches(true, 0, "turn", 0, 4))) {
      throw misuse("--relay-only needs a TURN server: --ice-server turn:HOST:PORT,USER,PASS");
    }
    return new PeerSettings(
        role.equals("offer"),
        (long) (seconds * 1e9),
        source(),
        audioOut,
        video.equals("echo"),
        dataUse(),
        trickle,
        servers(),
        relayOnly,
        loopback,
        bindAddress(),
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

  private List<IceServer> servers() {
    List<IceServer> servers = new ArrayList<>();
    for (String text : iceServers) {
      String[] parts = text.split(",", 3);
      if (parts.length == 2) {
        throw misuse("--ice-server is URL or URL,user,pass, not " + text);
      }
      try {
        servers.add(
            parts.length == 3
                ? IceServer.of(parts[0], parts[1], parts[2])
                : IceServer.of(parts[0]));
      } catch (IllegalArgumentException e) {
        throw misuse("--ice-server: " + e.getMessage());
      }
    }
    return servers;
  }

  private InetAddress bindAddress() {
    if (bind == null) {
      return null;
    }
    // A name would be looked up on the network; an address must not be.
    if (!bind.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.%a-z]*")) {
      throw misuse("--bind needs an address, not " + bind);
    }
    try {
      return InetAddress.getByName(bind);
    } catch (UnknownHostException e) {
      throw misuse("--bind needs an address, not " + bind);
    }
  }

  private ParameterException misuse(String what) {
    return new ParameterException(spec.commandLine(), what);
  }
}
