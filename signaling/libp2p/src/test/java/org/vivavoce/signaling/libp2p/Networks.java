package org.vivavoce.signaling.libp2p;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.fail;
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
import java.util.concurrent.TimeUnit;

/**
 * Two machines and the wire between them (Linux' network namespaces): 10.214.7.1 on the left,
 * 10.214.7.2 on the right. What is multicast stays within.
 */
final class Networks implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;

  private final String left = "vivalib-" + ProcessHandle.current().pid() + "-l";
  private final String right = "vivalib-" + ProcessHandle.current().pid() + "-r";
  private final Thread atExit = new Thread(this::remove);

  private Networks() {}

  /** Skips the test, aloud, where none can be made; CI must be able to. */
  static Networks create() {
    Networks made = new Networks();
    Runtime.getRuntime().addShutdownHook(made.atExit);
    String problem = run("ip netns add " + made.left);
    if (problem != null) {
      assertNotEquals("true", System.getenv("CI"), "CI must be able to make networks: " + problem);
      System.err.println("SKIPPED: no network namespace can be made: " + problem);
      abort("no network namespace can be made here: " + problem);
    }
    for (String command :
        List.of(
            "ip netns add " + made.right,
            "ip -n " + made.left + " link add wire type veth peer name wire netns " + made.right,
            "ip -n " + made.left + " address add 10.214.7.1/24 dev wire",
            "ip -n " + made.right + " address add 10.214.7.2/24 dev wire",
            "ip -n " + made.left + " link set lo up",
            "ip -n " + made.right + " link set lo up",
            "ip -n " + made.left + " link set wire up",
            "ip -n " + made.right + " link set wire up",
            // js multicasts by the default route
            "ip -n " + made.left + " route add default dev wire",
            "ip -n " + made.right + " route add default dev wire")) {
      problem = run(command);
      if (problem != null) {
        made.close();
        fail(command + ": " + problem);
      }
    }
    made.awaitWire(made.left);
    made.awaitWire(made.right);
    return made;
  }

  /** A wire is up some time after it was told to. */
  private void awaitWire(String network) {
    String up = "ip netns exec " + network + " grep -q up /sys/class/net/wire/operstate";
    for (int i = 0; i < 1000; i++) {
      if (run(up) == null) {
        return;
      }
    }
    close();
    fail("the wire does not come up");
  }

  /** Null when it went well. */
  private static String run(String command) {
    try {
      Process process = new ProcessBuilder(command.split(" ")).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? null : output;
    } catch (IOException e) {
      return e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  Node left(String... options) throws Exception {
    return new Node(left, options);
  }

  Node right(String... options) throws Exception {
    return new Node(right, options);
  }

  List<String> withinRight() {
    return List.of("ip", "netns", "exec", right);
  }

  @Override
  public void close() {
    remove();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }

  private void remove() {
    run("ip netns delete " + left);
    run("ip netns delete " + right);
  }

  /** A {@link LocalNode} on one of the machines. */
  static final class Node implements AutoCloseable {
    private final Process process;
    private final PrintStream in;
    private final BlockingQueue<String> out = new LinkedBlockingQueue<>();
    private final List<String> seen = new ArrayList<>();
    private final String id;

    Node(String network, String... options) throws Exception {
      List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", network));
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp"));
      command.add(System.getProperty("java.class.path"));
      command.add(LocalNode.class.getName());
      command.addAll(List.of(options));
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
      in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
      Thread reader = new Thread(this::read, "node-output");
      reader.setDaemon(true);
      reader.start();
      id = await("id ").substring("id ".length());
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

    String id() {
      return id;
    }

    /** The next line that begins so; others before it are passed over. */
    String await(String beginning) throws InterruptedException {
      for (String line; (line = out.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)) != null; ) {
        seen.add(line);
        if (line.startsWith(beginning)) {
          return line;
        }
      }
      return fail("no '" + beginning + "' came, but " + String.join("\n", seen));
    }

    void say(String line) {
      in.println(line);
    }

    @Override
    public void close() {
      in.close();
      try {
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
