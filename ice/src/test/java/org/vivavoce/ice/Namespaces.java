package org.vivavoce.ice;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Two network namespaces with a link between them and one to nowhere in each, so that what is
 * multicast stays in the test. Gone with it.
 *
 * <pre>
 *  left                             right
 *  wire 10.213.7.1/24 ------------- wire 10.213.7.2/24
 *  spare 10.213.8.1/24              spare 10.213.9.1/24
 * </pre>
 */
final class Namespaces implements AutoCloseable {
  private final String left;
  private final String right;

  private Namespaces(String left, String right) {
    this.left = left;
    this.right = right;
  }

  /** Skips the test, aloud, where namespaces cannot be made. */
  static Namespaces create() {
    String id = Integer.toString(ThreadLocalRandom.current().nextInt(0x10000), 16);
    Namespaces made = new Namespaces("viva" + id + "l", "viva" + id + "r");
    String problem = made.tryToMake();
    if (problem != null) {
      made.close();
      String why = "no network namespace can be made here (root is needed): " + problem;
      System.err.println("SKIPPED: " + why + "; multicast DNS and interfaces are NOT tested");
      abort(why);
    }
    return made;
  }

  /** What is not possible here, or null; the first three commands tell. */
  private String tryToMake() {
    String[] commands = {
      "ip netns add " + left,
      "ip netns add " + right,
      "ip -n " + left + " link add wire type veth peer name wire netns " + right,
      "ip -n " + left + " link add spare type veth peer name far",
      "ip -n " + right + " link add spare type veth peer name far",
      "ip -n " + left + " addr add 10.213.7.1/24 dev wire",
      "ip -n " + right + " addr add 10.213.7.2/24 dev wire",
      "ip -n " + left + " addr add 10.213.8.1/24 dev spare",
      "ip -n " + right + " addr add 10.213.9.1/24 dev spare",
      "ip -n " + left + " link set lo up",
      "ip -n " + right + " link set lo up",
      "ip -n " + left + " link set wire up",
      "ip -n " + right + " link set wire up",
      "ip -n " + left + " link set spare up",
      "ip -n " + left + " link set far up",
      "ip -n " + right + " link set spare up",
      "ip -n " + right + " link set far up",
    };
    for (int i = 0; i < commands.length; i++) {
      String output = run(commands[i]);
      if (output != null && i < 3) {
        return commands[i] + ": " + output;
      }
      if (output != null) {
        close();
        throw new AssertionError(commands[i] + ": " + output);
      }
    }
    awaitCarrier(left);
    awaitCarrier(right);
    return null;
  }

  /** A link is up some time after it was told to. */
  private static void awaitCarrier(String namespace) {
    for (int i = 0; i < 1000; i++) {
      if (output("ip -n " + namespace + " link show up wire").contains("state UP")
          && output("ip -n " + namespace + " link show up spare").contains("state UP")) {
        return;
      }
    }
    throw new AssertionError("the links of " + namespace + " do not come up");
  }

  /** Null when it went well. */
  private static String run(String command) {
    String output = output(command);
    return output.endsWith("status 0") ? null : output;
  }

  /** What it printed, and its status. */
  private static String output(String command) {
    try {
      Process process = new ProcessBuilder(command.split(" ")).redirectErrorStream(true).start();
      byte[] output = process.getInputStream().readAllBytes();
      int status = process.waitFor();
      return new String(output, StandardCharsets.UTF_8) + "status " + status;
    } catch (IOException e) {
      return e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  Actor left(String... options) throws IOException {
    return new Actor(left, options);
  }

  Actor right(String... options) throws IOException {
    return new Actor(right, options);
  }

  @Override
  public void close() {
    run("ip netns del " + left);
    run("ip netns del " + right);
  }

  /** A {@link Scene} in a namespace. */
  static final class Actor implements AutoCloseable {
    private final Process process;
    private final PrintStream in;
    private final BlockingQueue<String> out = new LinkedBlockingQueue<>();
    final List<String> candidates = new ArrayList<>();
    private String parameters;

    Actor(String namespace, String... options) throws IOException {
      List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp"));
      command.add(System.getProperty("java.class.path"));
      command.add(Scene.class.getName());
      command.addAll(List.of(options));
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
      Thread reader = new Thread(this::read, "actor-output");
      reader.setDaemon(true);
      reader.start();
    }

    private void read() {
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        for (String line; (line = lines.readLine()) != null; ) {
          out.add(line);
        }
      } catch (IOException e) {
        out.add("failed " + e);
      }
    }

    /** The next line that begins so; others before it are passed over. */
    String await(String beginning) throws InterruptedException {
      List<String> seen = new ArrayList<>();
      for (String line; (line = out.poll(20, TimeUnit.SECONDS)) != null; ) {
        if (line.startsWith("candidate:")) {
          candidates.add(line);
        }
        if (line.startsWith(beginning)) {
          return line;
        }
        seen.add(line);
      }
      throw new AssertionError("no '" + beginning + "' came, but " + seen);
    }

    Actor gathered() throws InterruptedException {
      parameters = await("params");
      await("gathered");
      return this;
    }

    void say(String line) {
      in.println(line);
    }

    static void connect(Actor a, Actor b) {
      a.say(b.parameters);
      b.say(a.parameters);
      a.candidates.forEach(b::say);
      b.candidates.forEach(a::say);
      a.say("start controlling");
      b.say("start controlled");
    }

    @Override
    public void close() {
      in.println("quit");
      try {
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
