package org.vivavoce.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallReportTest {
  static final List<String> FIELDS = List.of("state", "error", "setupMs", "firstAudioMs", "peers");

  /** The issue's, and {@code concealedAfterStartMs}: without it nobody could check the issue's. */
  static final List<String> PEER_FIELDS =
      List.of(
          "name",
          "did",
          "role",
          "dialed",
          "dtlsVersion",
          "dtlsCipher",
          "srtpProfile",
          "codec",
          "localCandidate",
          "remoteCandidate",
          "packetsSent",
          "packetsReceived",
          "packetsLost",
          "jitterMs",
          "roundTripMs",
          "concealedMs",
          "concealedAfterStartMs",
          "fecRecoveredFrames",
          "playoutDelayMs",
          "recording");

  private static PeerReport known(String name) {
    return new PeerReport(
        name,
        "did:key:z6MkpUv9WzmXaFg39pLqJdt1XbPhSFYqQhwdd8gF7D7idspV",
        "offerer",
        true,
        "DTLS 1.2",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "AEAD_AES_128_GCM",
        "opus",
        "candidate:1 1 udp 2130706431 127.0.0.1 50000 typ host",
        "candidate:1 1 udp 2130706431 127.0.0.1 50001 typ host",
        500L,
        499L,
        1L,
        0.25,
        PeerReport.rounded(0.123456),
        20.0,
        0.0,
        1L,
        31.5,
        "out/" + name + "-heard.wav");
  }

  private static PeerReport unknown(String name) {
    return new PeerReport(
        name,
        "did:key:z",
        "answerer",
        false,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        "out/" + name + "-heard.wav");
  }

  private static List<PersonReport> both(PeerReport one, PeerReport two) {
    return List.of(new PersonReport.OfTwo(one), new PersonReport.OfTwo(two));
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void its_json_has_exactly_the_documented_fields_in_order() throws Exception {
    CallReport report =
        new CallReport("completed", null, 12.5, 60.0, both(known("alice"), known("bob")));

    JsonNode json = new ObjectMapper().readTree(report.toJson());

    assertThat(names(json)).isEqualTo(FIELDS);
    assertThat(json.get("error").isNull()).isTrue();
    assertThat(json.get("setupMs").isNumber()).isTrue();
    assertThat(json.get("peers")).hasSize(2);
    for (JsonNode peer : json.get("peers")) {
      assertThat(names(peer)).isEqualTo(PEER_FIELDS);
      assertThat(peer.get("dialed").isBoolean()).isTrue();
      assertThat(peer.get("packetsSent").isIntegralNumber()).isTrue();
      assertThat(peer.get("roundTripMs").doubleValue()).isEqualTo(0.123);
    }
    assertThat(report.toJson()).doesNotContain("\n");
  }

  @Test
  void above_two_people_each_has_a_list_of_connections_with_the_same_fields_and_remote()
      throws Exception {
    PersonReport alice =
        new PersonReport.OfMany(
            "alice",
            "did:key:zA",
            List.of(
                new PersonReport.Connection("did:key:zB", known("alice")),
                new PersonReport.Connection("did:key:zC", known("alice"))));

    JsonNode json =
        new ObjectMapper()
            .readTree(new CallReport("completed", null, 12.5, 60.0, List.of(alice)).toJson());

    JsonNode peer = json.get("peers").get(0);
    assertThat(names(peer)).containsExactly("name", "did", "connections");
    assertThat(peer.get("connections")).hasSize(2);
    JsonNode second = peer.get("connections").get(1);
    assertThat(second.get("remote").textValue()).isEqualTo("did:key:zC");
    assertThat(names(second)).contains("remote").containsAll(PEER_FIELDS);
  }

  @Test
  void what_is_not_known_is_null() throws Exception {
    CallReport report =
        new CallReport(
            "failed", "bob heard nothing", null, null, both(unknown("alice"), unknown("bob")));

    JsonNode json = new ObjectMapper().readTree(report.toJson());

    assertThat(json.get("error").textValue()).isEqualTo("bob heard nothing");
    assertThat(json.get("setupMs").isNull()).isTrue();
    assertThat(names(json.get("peers").get(0))).isEqualTo(PEER_FIELDS);
    assertThat(json.get("peers").get(0).get("jitterMs").isNull()).isTrue();
    assertThat(PeerReport.rounded(Double.NaN)).isNull();
    assertThat(report.completed()).isFalse();
  }

  @Test
  void its_table_has_a_column_for_each_and_a_last_line_that_sums_up() {
    String table =
        new CallReport("completed", null, 12.5, 60.0, both(known("alice"), unknown("bob")))
            .toTable();

    assertThat(table.lines().findFirst().orElseThrow()).containsPattern("alice +bob");
    assertThat(table)
        .contains("out/alice-heard.wav", "out/bob-heard.wav", "udp 127.0.0.1 50000", "31.5 ms");
    assertThat(table.lines().filter(line -> line.startsWith("DTLS")))
        .singleElement()
        .asString()
        .matches("DTLS +DTLS 1.2 +-");
    assertThat(table.lines().reduce((a, b) -> b).orElseThrow())
        .isEqualTo(
            "completed: both connected 12.5 ms after the offer,"
                + " first sound at both after 60.0 ms");
  }
}
