package org.vivavoce.benchmarks.setup;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import org.vivavoce.dtls.DtlsCertificate;
import org.vivavoce.ice.IceNomination;

/**
 * Sets connections up between two ends in this process, one after the other, and times each from
 * createOffer until both ends are connected.
 *
 * <pre>
 * SetupRun vivavoce|vivavoce-early|webrtc-java WARM RUNS
 * </pre>
 *
 * <p>Prints one JSON object: {@code peer}, {@code runs}, {@code medianMs}, {@code p90Ms}, {@code
 * leastMs}. The WARM connections before are not counted.
 */
public final class SetupRun {
  static final long PATIENCE_SECONDS = 20;

  private SetupRun() {}

  /**
   * Runs it.
   *
   * @param args see above
   * @throws Exception if a connection does not come about
   */
  public static void main(String[] args) throws Exception {
    if (args.length != 3) {
      System.err.println("usage: SetupRun vivavoce|vivavoce-early|webrtc-java WARM RUNS");
      System.exit(2);
    }
    Supplier<SetupPair> stack = stack(args[0]);
    int warm = Integer.parseInt(args[1]);
    double[] millis = new double[Integer.parseInt(args[2])];
    for (int i = -warm; i < millis.length; i++) {
      try (SetupPair pair = stack.get()) {
        long begin = System.nanoTime();
        pair.connect();
        if (i >= 0) {
          millis[i] = (System.nanoTime() - begin) / 1e6;
        }
      }
    }
    Arrays.sort(millis);
    System.out.printf(
        Locale.ROOT,
        "{\"peer\":\"%s\",\"runs\":%d,\"medianMs\":%.2f,\"p90Ms\":%.2f,\"leastMs\":%.2f}%n",
        args[0],
        millis.length,
        millis[millis.length / 2],
        millis[millis.length * 9 / 10],
        millis[0]);
    // Native threads of a rival may be left.
    System.exit(0);
  }

  private static Supplier<SetupPair> stack(String name) {
    return switch (name) {
      case "vivavoce" -> vivavoce(IceNomination.REGULAR);
      case "vivavoce-early" -> vivavoce(IceNomination.EARLY);
      case "webrtc-java" -> WebrtcJavaSetup.factory();
      default -> throw new IllegalArgumentException("unknown stack: " + name);
    };
  }

  private static Supplier<SetupPair> vivavoce(IceNomination nomination) {
    DtlsCertificate first = DtlsCertificate.generate();
    DtlsCertificate second = DtlsCertificate.generate();
    return () -> new VivavoceSetup(first, second, nomination);
  }
}
