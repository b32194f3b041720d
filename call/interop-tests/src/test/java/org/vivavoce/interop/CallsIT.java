package org.vivavoce.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.vivavoce.media.InputDevices;
import org.vivavoce.media.OutputDevices;
import org.vivavoce.media.PcmFormat;
import org.vivavoce.media.PcmInput;
import org.vivavoce.media.PcmOutput;

/**
 * {@code vivavoce listen} and {@code vivavoce call}, two processes that know of each other no more
 * than a DID: a tone each way, measured in both recordings.
 */
@Timeout(300)
class CallsIT {
  /** What {@code --source tone} is; the listener's. */
  private static final double LISTENER_HERTZ = 440;

  private static final double CALLER_HERTZ = 660;
  private static final double OTHER_HERTZ = 880;
  private static final double DBFS = -20;

  /** Of three seconds; the rest is room for a busy machine. */
  private static final double LEAST_HEARD = 2;

  private static final double CUT_SECONDS = 10;

  /** A second and a half of 48 kHz, 16 bits, one channel. */
  private static final long RECORDED_BYTES = 48_000 * 2 * 3 / 2;

  private Path folder;

  @BeforeEach
  void makeFolder(TestInfo test) throws IOException {
    folder =
        House.RUNS
            .resolve(getClass().getSimpleName())
            .resolve(test.getTestMethod().orElseThrow().getName());
    Files.createDirectories(folder);
    for (String who : List.of("caller", "listener")) {
      Files.deleteIfExists(recording(who));
    }
    writeTone(folder.resolve("caller.wav"), CALLER_HERTZ);
  }

  private static void writeTone(Path file, double hertz) throws IOException {
    int frame = 960;
    short[] pcm = new short[frame];
    try (PcmInput in = InputDevices.tone(hertz, DBFS).open(PcmFormat.MONO_48K, frame);
        PcmOutput out = OutputDevices.wav(file).open(PcmFormat.MONO_48K, frame)) {
      for (int i = 0; i < 50 * 60; i++) {
        out.write(pcm, 0, in.read(pcm, 0, frame));
      }
    }
  }

  private PeerProcess listen(NetworkNamespace network, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("listen", "--auto-answer", "--json"));
    arguments.addAll(List.of("--source", "tone", "--out", folder.toString()));
    arguments.addAll(List.of(options));
    return Vivavoce.command("listener", folder.resolve("listener"), network, arguments);
  }

  private PeerProcess call(NetworkNamespace network, String did, double seconds, String... options)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of("call", did, "--json"));
    arguments.addAll(List.of("--source", folder.resolve("caller.wav").toString()));
    arguments.addAll(List.of("--out", folder.toString()));
    arguments.addAll(List.of("--seconds", Double.toString(seconds)));
    arguments.addAll(List.of(options));
    return Vivavoce.command("caller", folder.resolve("caller"), network, arguments);
  }

  private static String did(PeerProcess listener) throws IOException {
    return line(listener.awaitErr("waiting for a call"), "did:key:");
  }

  private static String line(String text, String beginning) {
    return text.lines().filter(l -> l.startsWith(beginning)).findFirst().orElseThrow();
  }

  /** The call takes its course; gives the caller's report. */
  private JsonNode completed(PeerProcess caller, PeerProcess listener, double leastHeard)
      throws IOException {
    JsonNode report = caller.report();
    assertThat(report.get("state").textValue()).isEqualTo("completed");
    assertThat(listener.report().get("state").textValue()).isEqualTo("completed");
    System.out.println(
        folder.getFileName() + ": connected " + report.get("setupMs") + " ms after the offer");
    assertHeard("caller", LISTENER_HERTZ, CALLER_HERTZ, leastHeard);
    assertHeard("listener", CALLER_HERTZ, LISTENER_HERTZ, leastHeard);
    return report;
  }

  private Tone assertHeard(String who, double hertz, double own, double least) throws IOException {
    return Pairing.assertHeard(who, recording(who), hertz, DBFS, own, least);
  }

  /** Waits until somebody hears already, or a gap would have no beginning. */
  private void awaitRecorded(String who, PeerProcess process) throws IOException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(Said.PATIENCE_SECONDS);
    Path file = recording(who);
    while (!Files.exists(file) || Files.size(file) < RECORDED_BYTES) {
      if (System.nanoTime() - until > 0) {
        throw process.failure("it never recorded " + RECORDED_BYTES + " bytes");
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  private Path recording(String who) {
    return folder.resolve(who + "-heard.wav");
  }

  @Test
  void two_who_look_by_mdns_find_and_hear_each_other() throws Exception {
    try (NetworkNamespace network = NetworkNamespace.create();
        PeerProcess listener = listen(network, "--mdns");
        PeerProcess caller = call(network, did(listener), Pairing.SECONDS, "--mdns")) {
      completed(caller, listener, LEAST_HEARD);
    }
  }

  @Test
  void two_who_know_the_same_nats_server_hear_each_other() throws Exception {
    Installed.program("nats-server", "NATS", "nats-server");
    String way = "nats://127.0.0.1:4222";
    try (NetworkNamespace network = NetworkNamespace.create();
        PeerProcess server =
            PeerProcess.start(
                "nats-server",
                folder.resolve("nats"),
                network,
                List.of("nats-server", "-a", "127.0.0.1", "-p", "4222"))) {
      server.awaitErr("Server is ready");
      try (PeerProcess listener = listen(network, "--nats", way);
          PeerProcess caller = call(network, did(listener), Pairing.SECONDS, "--nats", way)) {
        completed(caller, listener, LEAST_HEARD);
      }
    }
  }

  @Test
  void two_whose_only_common_neighbour_is_a_js_libp2p_node_hear_each_other() throws Exception {
    Installed.npm(House.LIBP2P_JS, "libp2p", "js-libp2p");
    try (NetworkNamespace network = NetworkNamespace.create();
        PeerProcess js = jsRelay(network)) {
      CompletableFuture<JsonNode> listening = new CompletableFuture<>();
      js.signals(listening::complete);
      JsonNode told = listening.get(Said.PATIENCE_SECONDS, TimeUnit.SECONDS);
      String way = told.get("addresses").get(0).textValue();
      try (PeerProcess listener = listen(network, "--bootstrap", way);
          PeerProcess caller = call(network, did(listener), Pairing.SECONDS, "--bootstrap", way)) {
        completed(caller, listener, LEAST_HEARD);
      }
    }
  }

  @Test
  void two_who_use_relayed_addresses_only_hear_each_other() throws Exception {
    try (NetworkNamespace network = NetworkNamespace.create();
        Coturn turn = Coturn.start(folder, network)) {
      String[] relayed = {"--mdns", "--ice-server", turn.option(), "--relay-only"};
      try (PeerProcess listener = listen(network, relayed);
          PeerProcess caller = call(network, did(listener), Pairing.SECONDS, relayed)) {
        JsonNode report = completed(caller, listener, LEAST_HEARD);
        JsonNode peer = report.get("peers").get(0);
        for (String end : List.of("localCandidate", "remoteCandidate")) {
          assertThat(peer.get(end).textValue()).as(end).contains("typ relay");
        }
      }
    }
  }

  @Test
  void three_whose_signals_one_of_them_carries_hear_each_other() throws Exception {
    Path other = folder.resolve("other");
    Files.createDirectories(other);
    writeTone(folder.resolve("other.wav"), OTHER_HERTZ);
    try (NetworkNamespace network = NetworkNamespace.create();
        PeerProcess listener = listen(network, "--relay")) {
      String did = did(listener);
      String way =
          line(
              listener.awaitErr("waiting for a call"),
              "/ip4/" + NetworkNamespace.ADDRESS + "/tcp/");
      List<String> arguments = new ArrayList<>(List.of("listen", "--auto-answer", "--json"));
      arguments.addAll(List.of("--source", folder.resolve("other.wav").toString()));
      arguments.addAll(List.of("--out", other.toString(), "--bootstrap", way));
      // Who is called talks on with the other one when the caller has hung up.
      arguments.addAll(List.of("--seconds", Double.toString(Pairing.SECONDS + 1)));
      try (PeerProcess third = Vivavoce.command("third", other, network, arguments);
          PeerProcess caller =
              call(network, did, Pairing.SECONDS, did(third), "--bootstrap", way)) {
        JsonNode report = caller.report();
        assertThat(report.get("state").textValue()).isEqualTo("completed");
        for (PeerProcess each : List.of(listener, third)) {
          assertThat(each.report().get("state").textValue()).isEqualTo("completed");
        }
        String called = report.get("peers").get(0).get("did").textValue();
        for (Heard each :
            List.of(
                new Heard("caller", folder, did, LISTENER_HERTZ, CALLER_HERTZ),
                new Heard("caller", folder, did(third), OTHER_HERTZ, CALLER_HERTZ),
                new Heard("listener", folder, called, CALLER_HERTZ, LISTENER_HERTZ),
                new Heard("listener", folder, did(third), OTHER_HERTZ, LISTENER_HERTZ),
                new Heard("listener", other, called, CALLER_HERTZ, OTHER_HERTZ),
                new Heard("listener", other, did, LISTENER_HERTZ, OTHER_HERTZ))) {
          Pairing.assertHeard(
              each.toString(), each.file(), each.hertz, DBFS, each.own, LEAST_HEARD);
        }
      }
    }
  }

  /** What somebody heard of somebody in a group. */
  private record Heard(String who, Path folder, String of, double hertz, double own) {
    Path file() {
      return folder.resolve(who + "-heard-" + of.substring(of.length() - 8) + ".wav");
    }
  }

  private PeerProcess jsRelay(NetworkNamespace network) throws IOException {
    return PeerProcess.start(
        "js-libp2p",
        folder.resolve("js"),
        network,
        List.of(
            "node",
            "--import",
            House.LIBP2P_JS.resolve("polyfill.mjs").toUri().toString(),
            House.LIBP2P_JS.resolve("peer.mjs").toString(),
            "{\"relay\":true}"));
  }

  @Test
  void two_on_two_machines_hear_each_other() throws Exception {
    onTwoMachines(
        Pairing.SECONDS, (listener, caller, machine) -> completed(caller, listener, LEAST_HEARD));
  }

  @Test
  void two_on_two_machines_hear_each_other_again_after_the_cable_was_out_for_ten_seconds()
      throws Exception {
    double before = 2;
    double after = 9;
    onTwoMachines(
        before + CUT_SECONDS + after,
        (listener, caller, machine) -> {
          caller.awaitErr("connected in");
          awaitRecorded("caller", caller);
          awaitRecorded("listener", listener);
          machine.unplug(CUT_SECONDS);
          completed(caller, listener, LEAST_HEARD + 2);
          for (String who : List.of("caller", "listener")) {
            double hertz = who.equals("caller") ? LISTENER_HERTZ : CALLER_HERTZ;
            Tone tone = Tone.in(recording(who), hertz, LISTENER_HERTZ + CALLER_HERTZ - hertz);
            // It was out, or this shows nothing; and what came before and after is far apart.
            assertThat(tone.longestGapMs()).as("%s: %s", who, tone).isGreaterThan(8_000);
            assertThat(tone.seconds() - tone.heardSeconds())
                .as("%s was deaf for longer than the cable was out: %s", who, tone)
                .isLessThan(CUT_SECONDS + 5);
          }
        });
  }

  /** What happens in a call between two machines. */
  private interface Course {
    void run(PeerProcess listener, PeerProcess caller, NetworkNamespace callersMachine)
        throws Exception;
  }

  private void onTwoMachines(double seconds, Course course) throws Exception {
    List<NetworkNamespace> machines = NetworkNamespace.createTwo();
    try (NetworkNamespace one = machines.get(0);
        NetworkNamespace two = machines.get(1);
        PeerProcess listener = listen(one)) {
      String did = did(listener);
      String way =
          line(
              listener.awaitErr("waiting for a call"),
              "/ip4/" + NetworkNamespace.ADDRESS + "/tcp/");
      try (PeerProcess caller = call(two, did, seconds, "--bootstrap", way)) {
        course.run(listener, caller, two);
      }
    }
  }
}
