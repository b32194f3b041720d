package org.vivavoce.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vivavoce demo}: its options, checked, and what is printed at the end. */
@Command(
    name = "demo",
    sortOptions = false,
    description = {
      "Two people, alice and bob, or more of them, call each other within this program:"
          + " over UDP on loopback, keyed by DTLS, spoken in Opus.",
      "What each of them hears is left in a WAV file. --mic, --speaker and keys are alice's."
    })
final class DemoCommand implements Callable<Integer> {
  private static final double MIN_SECONDS = 1;
  private static final double MAX_SECONDS = 12 * 3_600;

  @Spec private CommandSpec spec;

  @Option(
      names = "--peers",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "how many people call each other, each connected with each (default: ${DEFAULT-VALUE})")
  private int peers;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10.5",
      description = "how long they talk (default: ${DEFAULT-VALUE})")
  private double seconds;

  @Option(
      names = "--source",
      paramLabel = "SOURCE[,SOURCE]",
      defaultValue = "speech",
      description =
          "what they say: speech, tone or a WAV file; one for all, or alice's and bob's, by turns"
              + " (default: ${DEFAULT-VALUE})")
  private String source;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "vivavoce-demo",
      description =
          "folder for alice-heard.wav and bob-heard.wav (above two people for"
              + " alice-heard-bob.wav and so on); made if it is missing"
              + " (default: ${DEFAULT-VALUE})")
  private Path out;

  @Option(
      names = "--loss",
      paramLabel = "PERCENT",
      defaultValue = "0",
      description = "lose this share of the received media packets, at random")
  private double loss;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      description = "lose the same packets again (default: others in each run)")
  private Long seed;

  @Mixin private SoundOptions sound;

  @Option(names = "--json", description = "print one JSON object instead of the table")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  private boolean help;

  @Override
  public Integer call() throws Exception {
    DemoRun run = new DemoRun(settings(), Progress.on(spec.commandLine().getErr()));
    return OnInterrupt.stop(run::stop, () -> Outcome.print(spec.commandLine(), run.run(), json));
  }

  private DemoSettings settings() {
    // Negated comparisons, so that NaN is refused too.
    if (!(seconds >= MIN_SECONDS && seconds <= MAX_SECONDS)) {
      throw wrong("--seconds " + number(seconds) + ": 1 to 43200 (twelve hours) are allowed");
    }
    if (!(loss >= 0 && loss <= 100)) {
      throw wrong("--loss " + number(loss) + ": 0 to 100 percent are allowed");
    }
    if (peers < 2 || peers > DemoRun.NAMES.size()) {
      throw wrong("--peers " + peers + ": 2 to " + DemoRun.NAMES.size() + " are allowed");
    }
    try {
      List<String> names = DemoRun.NAMES.subList(0, peers);
      DemoSources sources = DemoSources.parse(source);
      Recordings recordings = Recordings.prepare(out, names);
      recordings.refuseToOverwrite(sources.files(), names);
      return new DemoSettings(
          names,
          (long) (seconds * 1e9),
          sources,
          sound.devices(sources.of(0)),
          sound.keys(),
          recordings,
          loss,
          seed == null ? new Random().nextLong() : seed);
    } catch (IOException e) {
      throw wrong(e.getMessage());
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
