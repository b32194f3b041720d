package org.vivavoce.interop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network of its own (Linux' network namespaces): loopback, and one interface whose cable ends in
 * the same namespace, so that nothing gets out, multicast neither.
 */
final class NetworkNamespace implements AutoCloseable {
  /** The address that the candidates of all peers have. */
  static final String ADDRESS = "10.203.0.1";

  /** The other end's, where there are two. */
  static final String OTHER_ADDRESS = "10.203.0.2";

  private static final Pattern NAME = Pattern.compile("^vivavoce-(\\d+)-\\d+\\b");
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Pattern PACKETS = Pattern.compile("packets (\\d+)");
  private static final List<String> ENDS = List.of("dport", "sport");
  private static final int PATIENCE_SECONDS = 20;

  private final String name;
  private final Thread atExit = new Thread(this::remove);
  private volatile boolean removed;

  private NetworkNamespace(String name) {
    this.name = name;
  }

  /** Makes one; it is gone when it is closed, or at the latest when this JVM ends. */
  static NetworkNamespace create() throws IOException {
    NetworkNamespace made = bare();
    try {
      made.ip("link", "add", "near", "type", "veth", "peer", "name", "far");
      made.begin(ADDRESS);
      made.ip("link", "set", "far", "up");
      // Firefox takes the addresses of the default route only. This one ends at the cable's end.
      made.ip("route", "add", "default", "dev", "near");
    } catch (IOException e) {
      made.close();
      throw e;
    }
    return made;
  }

  /**
   * Makes two with one cable between them, as two machines have: the first at {@link #ADDRESS}, the
   * second at {@link #OTHER_ADDRESS}.
   */
  static List<NetworkNamespace> createTwo() throws IOException {
    NetworkNamespace one = bare();
    try {
      NetworkNamespace two = bare();
      try {
        one.ip("link", "add", "near", "type", "veth", "peer", "name", "near", "netns", two.name);
        one.begin(ADDRESS);
        two.begin(OTHER_ADDRESS);
        return List.of(one, two);
      } catch (IOException e) {
        two.close();
        throw e;
      }
    } catch (IOException e) {
      one.close();
      throw e;
    }
  }

  /** Loopback only, and a chain of nft for incoming packets. */
  private static NetworkNamespace bare() throws IOException {
    Installed.requireNamespaces();
    sweep();
    NetworkNamespace made =
        new NetworkNamespace(
            "vivavoce-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet());
    Runtime.getRuntime().addShutdownHook(made.atExit);
    run(List.of("ip", "netns", "add", made.name), null);
    try {
      made.ip("link", "set", "lo", "up");
      made.inside(
          "add table inet vivavoce\n"
              + "add chain inet vivavoce in { type filter hook input priority 0; policy accept; }\n"
              + "add chain inet vivavoce loss"
              + " { type filter hook input priority 1; policy accept; }\n",
          "nft",
          "-f",
          "-");
    } catch (IOException e) {
      made.close();
      throw e;
    }
    return made;
  }

  /** Connects the interface. */
  private void begin(String address) throws IOException {
    ip("address", "add", address + "/24", "dev", "near");
    ip("link", "set", "near", "up");
  }

  /** The command as it is started to run within. */
  List<String> within(List<String> command) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
    all.addAll(command);
    return all;
  }

  /**
   * For so long no datagram arrives, of anybody's; returns when they do again. TCP goes on, by
   * which browsers are driven.
   */
  void stall(double seconds) throws IOException {
    inside(
        null,
        "sh",
        "-ec",
        "nft add rule inet vivavoce in meta l4proto udp drop; sleep "
            + seconds
            + "; nft flush chain inet vivavoce in");
  }

  /** For so long the cable is unplugged here; returns when it is in again. */
  void unplug(double seconds) throws IOException {
    inside(null, "sh", "-ec", "ip link set near down; sleep " + seconds + "; ip link set near up");
  }

  /** From now on so many of a hundred datagrams are lost, by chance, that go to or from a port. */
  void lose(int percent, int port) throws IOException {
    StringBuilder rules = new StringBuilder();
    for (String end : ENDS) {
      String counter = counter(end, port);
      rules.append("add counter inet vivavoce ").append(counter).append("\n");
      rules.append("add rule inet vivavoce loss udp ").append(end).append(" ").append(port);
      rules.append(" numgen random mod 100 < ").append(percent);
      rules.append(" counter name ").append(counter).append(" drop\n");
    }
    inside(rules.toString(), "nft", "-f", "-");
  }

  /** How many datagrams were lost so that went to the port, and how many that came from it. */
  List<Integer> lost(int port) throws IOException {
    List<Integer> lost = new ArrayList<>();
    for (String end : ENDS) {
      String told = inside(null, "nft", "list", "counter", "inet", "vivavoce", counter(end, port));
      Matcher m = PACKETS.matcher(told);
      if (!m.find()) {
        throw new IOException("no packets in " + told);
      }
      lost.add(Integer.parseInt(m.group(1)));
    }
    return lost;
  }

  private static String counter(String end, int port) {
    return end + port;
  }

  /** Waits until something listens on a UDP port. */
  void awaitUdp(int port) throws IOException {
    inside(
        null,
        "sh",
        "-ec",
        "for i in $(seq 200); do ss -Hlnu sport = :"
            + port
            + " | grep -q . && exit; sleep 0.05;"
            + " done; echo nobody listens on "
            + port
            + "; exit 1");
  }

  @Override
  public void close() {
    remove();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The JVM is ending: the hook finds nothing left to do.
      return;
    }
  }

  private synchronized void remove() {
    if (removed) {
      return;
    }
    removed = true;
    try {
      run(List.of("ip", "netns", "delete", name), null);
    } catch (IOException e) {
      System.err.println(name + " could not be removed: " + e.getMessage());
    }
  }

  /** Removes what is left of test runs that were killed. */
  private static void sweep() throws IOException {
    for (String line : run(List.of("ip", "netns", "list"), null).split("\n")) {
      Matcher m = NAME.matcher(line);
      if (m.find() && ProcessHandle.of(Long.parseLong(m.group(1))).isEmpty()) {
        run(List.of("ip", "netns", "delete", m.group()), null);
      }
    }
  }

  private void ip(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("ip", "-n", name));
    command.addAll(List.of(arguments));
    run(command, null);
  }

  private String inside(String input, String... command) throws IOException {
    return run(within(List.of(command)), input);
  }

  private static String run(List<String> command, String input) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var in = process.getOutputStream()) {
      if (input != null) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException(String.join(" ", command) + ": " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(String.join(" ", command) + " was interrupted", e);
    }
    return output;
  }
}
