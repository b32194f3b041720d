package org.vivavoce.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code listen} and {@code call} on the built jar, as two terminals on one machine. */
class CallIT {
  /** How far the two may be apart in having seen the connection come up. */
  private static final int LAG_MS = 2_500;

  /** Of somebody's own speech: less, because a little of it is like anything. */
  private static final int OWN_LAG_MS = 800;

  @TempDir private Path folder;

  private Path folder(String name) {
    return folder.resolve(name);
  }

  private CommandProcess listen(String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("listen"));
    arguments.addAll(List.of("--listen", "/ip4/127.0.0.1/tcp/0", "--bind", "127.0.0.1"));
    arguments.addAll(List.of("--out", folder("listener").toString()));
    arguments.addAll(List.of(options));
    return CommandProcess.start(folder("listener"), arguments);
  }

  private CommandProcess call(String name, Address to, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("call", to.did(), "--bootstrap", to.dial()));
    arguments.addAll(List.of("--bind", "127.0.0.1", "--out", folder(name).toString()));
    arguments.addAll(List.of(options));
    return CommandProcess.start(folder(name), arguments);
  }

  /** What a listener printed of itself. */
  private record Address(String did, String dial) {
    static Address in(String printed) {
      List<String> lines = printed.lines().toList();
      String did = lines.stream().filter(l -> l.startsWith("did:key:")).findFirst().orElseThrow();
      String dial = lines.stream().filter(l -> l.startsWith("/ip4/")).findFirst().orElseThrow();
      assertThat(dial).matches("/ip4/127.0.0.1/tcp/\\d+/p2p/12D3KooW\\w+");
      return new Address(did, dial);
    }
  }

  @Test
  void two_who_know_a_did_and_an_address_hear_each_other_and_leave_recordings() throws Exception {
    try (CommandProcess listener = listen("--auto-answer", "--json")) {
      listener.awaitErr("waiting for a call");
      Address address = Address.in(listener.err());
      try (CommandProcess caller = call("caller", address, "--seconds", "4", "--json")) {
        JsonNode called = caller.completed();
        JsonNode listened = listener.completed();

        assertWhole(called, "caller", "offerer");
        assertWhole(listened, "listener", "answerer");
        System.out.println(
            "call: setup "
                + called.get("setupMs")
                + " ms, first audio "
                + called.get("firstAudioMs")
                + " ms; as the listener sees it "
                + listened.get("setupMs"));
        assertThat(peer(called).get("dialed").booleanValue())
            .isEqualTo(did(called).compareTo(did(listened)) < 0)
            .isNotEqualTo(peer(listened).get("dialed").booleanValue());
        assertThat(did(listened)).isEqualTo(address.did());
        assertHeard(recording(called), Speech.BOB, Speech.ALICE);
        assertHeard(recording(listened), Speech.ALICE, Speech.BOB);
        assertThat(caller.err())
            .containsSubsequence(
                "looking for " + address.did(),
                "ringing at",
                "is in the call",
                "connected in",
                " via ");
        assertThat(listener.err())
            .containsSubsequence(did(called) + " calls", "connected in", "they hung up");
        for (CommandProcess side : List.of(caller, listener)) {
          assertThat(side.err())
              .doesNotContainIgnoringCase("warning")
              .doesNotContain("SEVERE", "Exception", "restricted");
        }
      }
    }
  }

  private static void assertWhole(JsonNode report, String name, String role) {
    assertThat(names(report)).isEqualTo(CallReportTest.FIELDS);
    assertThat(report.get("setupMs").doubleValue()).isPositive();
    assertThat(report.get("firstAudioMs").doubleValue()).isPositive();
    assertThat(report.get("peers")).hasSize(1);
    JsonNode peer = peer(report);
    assertThat(names(peer)).isEqualTo(CallReportTest.PEER_FIELDS);
    assertThat(peer).as("nothing is null in %s", peer).noneMatch(JsonNode::isNull);
    assertThat(peer.get("name").textValue()).isEqualTo(name);
    assertThat(peer.get("role").textValue()).isEqualTo(role);
  }

  private static void assertHeard(Path recording, Speech theirs, Speech own) throws IOException {
    Sound heard = Sound.read(recording);
    assertThat(heard.seconds()).isGreaterThan(3);
    assertThat(heard.likeness(new Sound(theirs.pcm()), -LAG_MS, LAG_MS))
        .isGreaterThanOrEqualTo(0.9);
    assertThat(heard.likeness(new Sound(own.pcm()), -OWN_LAG_MS, OWN_LAG_MS)).isLessThan(0.5);
  }

  @Test
  void two_whose_only_common_neighbour_is_a_node_are_connected() throws Exception {
    try (CommandProcess node =
        CommandProcess.start(folder("node"), List.of("node", "--listen", "/ip4/127.0.0.1/tcp/0"))) {
      node.awaitOut("/p2p/");
      String way = node.out().strip();
      try (CommandProcess listener = listen("--auto-answer", "--bootstrap", way)) {
        listener.awaitErr("waiting for a call");
        Address address = new Address(Address.in(listener.out()).did(), way);
        try (CommandProcess caller = call("caller", address, "--seconds", "1", "--json")) {
          caller.completed();
          assertThat(listener.awaitEnd()).as(listener.err()).isZero();
          assertThat(listener.out()).contains("completed: connected ", "listener-heard.wav");
        }
      }
      assertThat(node.err()).doesNotContainIgnoringCase("warning").doesNotContain("Exception");
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process there can be killed, not asked")
  void who_is_interrupted_while_waiting_leaves_a_report() throws Exception {
    try (CommandProcess waiting = listen("--json", "--auto-answer")) {
      waiting.awaitErr("waiting for a call");
      waiting.interrupt();

      assertThat(waiting.awaitEnd()).as("the signal's status").isGreaterThan(128);
      assertThat(waiting.json().get("state").textValue()).isEqualTo("failed");
      assertThat(waiting.json().get("error").textValue()).contains("interrupted");
    }
  }

  private static JsonNode peer(JsonNode report) {
    return report.get("peers").get(0);
  }

  private static String did(JsonNode report) {
    return peer(report).get("did").textValue();
  }

  private static Path recording(JsonNode report) {
    return Path.of(peer(report).get("recording").textValue());
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
