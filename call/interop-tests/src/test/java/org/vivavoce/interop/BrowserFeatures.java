package org.vivavoce.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a call with a browser must go through without a break in the sound, and what with one. */
abstract class BrowserFeatures extends BrowserPairings {
  /** Sound before something happens, and after it. */
  static final double SECONDS = 1.2;

  /** What a busy machine may leave out of that, at each end. */
  private static final double LEAST_HEARD = 1.6;

  /** The longest break that a change may make, most of it room for a busy machine. */
  private static final int UNBROKEN_MS = 500;

  /** That come back to it. */
  private static final int PICTURES = 10;

  /** Packets that a change may cost: 60 ms. */
  private static final long FEW_PACKETS = 3;

  /** How long nothing arrives. */
  private static final double STALL_SECONDS = 1.0;

  private Host ours;

  BrowserFeatures(Browser.Kind kind) {
    super(kind);
  }

  @BeforeAll
  void startOurs() throws IOException {
    ours = OurSession.host(House.RUNS.resolve(getClass().getSimpleName()), network());
  }

  @AfterAll
  void endOurs() {
    if (ours != null) {
      ours.close();
    }
  }

  BrowserCall connect(BrowserCall.Options options) {
    return BrowserCall.connect(ours, browser, folder(), options);
  }

  // --- ICE restart

  @Test
  void sound_goes_on_while_we_restart_ice() throws Exception {
    try (BrowserCall call = connect(new BrowserCall.Options())) {
      call.flow(SECONDS);
      String before = call.ourUfrag();
      String theirsBefore = call.theirUfrag();

      call.us().obey("restartIce");

      call.await("new credentials", () -> !call.theirUfrag().equals(theirsBefore));
      call.awaitStable();
      assertThat(call.ourUfrag()).isNotEqualTo(before);
      call.flow(SECONDS);
      assertUnbroken(call);
    }
  }

  @Test
  void sound_goes_on_while_it_restarts_ice() throws Exception {
    try (BrowserCall call = connect(new BrowserCall.Options())) {
      call.flow(SECONDS);
      String before = call.ourUfrag();
      String theirsBefore = call.theirUfrag();

      call.them().call("restartIce");

      call.await("new credentials", () -> !call.ourUfrag().equals(before));
      call.awaitStable();
      assertThat(call.theirUfrag()).isNotEqualTo(theirsBefore);
      call.flow(SECONDS);
      assertUnbroken(call);
    }
  }

  // --- renegotiation

  @Test
  void sound_goes_on_while_it_adds_and_removes_video_that_we_echo() throws Exception {
    try (BrowserCall call = connect(new BrowserCall.Options())) {
      call.flow(SECONDS);

      call.them().call("addVideo");

      call.await("pictures", () -> call.theirInbound("video", "framesDecoded") >= PICTURES);
      assertThat(call.us().stats().path("videoRx").asLong()).isGreaterThanOrEqualTo(PICTURES);

      call.them().call("removeVideo");

      call.await("the end of video", () -> call.theirLastDirection().equals("a=recvonly"));
      call.awaitStable();
      call.flow(SECONDS);
      assertUnbroken(call);
    }
  }

  // --- perfect negotiation

  @Test
  void offers_that_cross_are_both_carried_out_if_we_are_polite() throws Exception {
    crossOffers(true);
  }

  @Test
  void offers_that_cross_are_both_carried_out_if_it_is_polite() throws Exception {
    crossOffers(false);
  }

  private void crossOffers(boolean wePolite) throws Exception {
    BrowserCall.Options options = new BrowserCall.Options();
    options.ours.put("polite", wePolite);
    options.theirs.put("polite", !wePolite);
    try (BrowserCall call = connect(options)) {
      call.flow(SECONDS);
      call.toUs().shut();
      call.toThem().shut();
      call.us().obey("addReceiver");
      call.them().call("addReceiver");
      call.toUs().awaitOffer();
      call.toThem().awaitOffer();

      call.toUs().open();
      call.toThem().open();

      call.await(
          "three m-lines at both ends",
          () ->
              BrowserCall.mediaLines(call.us().stats().get("sdp").asText()) == 3
                  && BrowserCall.mediaLines(call.them().call("state").get("sdp").asText()) == 3);
      call.awaitStable();
      assertThat(call.us().said().events("glare"))
          .as("we met its offer")
          .anyMatch(e -> e.get("ignored").asBoolean() != wePolite);
      assertThat(call.them().said().events("glare"))
          .as("it met ours")
          .anyMatch(e -> e.get("ignored").asBoolean() == wePolite);
      call.flow(SECONDS);
      if (wePolite || kind.recordsAfterRollback()) {
        assertUnbroken(call);
      } else {
        assertHeardAfterRollback(call);
      }
    }
  }

  /** What it plays by its own account, where its recording ended with the rollback. */
  private void assertHeardAfterRollback(BrowserCall call) throws IOException {
    double energy = call.theirInbound("audio", "totalAudioEnergy");
    double seconds = call.theirInbound("audio", "totalSamplesDuration");
    // The square of the amplitude (Chromium's level is the largest sample), hence twice the power.
    double dbfs = 10 * Math.log10(energy / seconds / 2);
    assertThat(seconds).as("seconds that it played since").isGreaterThan(SECONDS / 2);
    assertThat(dbfs).as("level that it played").isCloseTo(Pairing.DBFS, within(2.0));
    call.hangUp();
    assertWeHeard();
  }

  // --- DTLS roles

  @Test
  void it_is_the_dtls_client_of_our_offer() throws Exception {
    shakeHands(true, false, "server");
  }

  @Test
  void it_is_the_dtls_server_of_our_offer_that_is_active() throws Exception {
    shakeHands(true, true, "client");
  }

  @Test
  void we_are_the_dtls_client_of_its_offer() throws Exception {
    shakeHands(false, false, "client");
  }

  @Test
  void we_are_the_dtls_server_of_its_offer_that_is_active() throws Exception {
    shakeHands(false, true, "server");
  }

  /**
   * @param active whether the offer says so on its way, instead of leaving the choice
   */
  private void shakeHands(boolean weOffer, boolean active, String ourRole) throws Exception {
    UnaryOperator<JsonNode> change = active ? BrowserFeatures::activeOffer : line -> line;
    BrowserCall.Options options = new BrowserCall.Options();
    options.weOffer = weOffer;
    options.toUs = change;
    options.toThem = change;
    try (BrowserCall call = connect(options)) {
      assertThat(call.us().stats().get("dtlsRole").asText()).isEqualTo(ourRole);
      call.flow(2 * SECONDS);
      assertHeard(call);
    }
  }

  private static JsonNode activeOffer(JsonNode line) {
    if (!line.path("type").asText().equals("offer")) {
      return line;
    }
    String sdp = line.get("sdp").asText();
    assertThat(sdp).contains("a=setup:actpass");
    return ((ObjectNode) line.deepCopy())
        .put("sdp", sdp.replace("a=setup:actpass", "a=setup:active"));
  }

  // --- a bad network

  @Test
  void sound_comes_back_after_a_second_without_any_packet() throws Exception {
    try (BrowserCall call = connect(new BrowserCall.Options())) {
      call.flow(SECONDS);

      network().stall(STALL_SECONDS);

      call.flow(SECONDS);
      assertThat(call.us().stats().get("state").asText()).isEqualTo("connected");
      assertThat(call.them().call("state").get("connection").asText()).isEqualTo("connected");
      for (Tone tone : assertHeard(call)) {
        assertThat(tone.longestGapMs()).as("the break").isBetween(700, 2_000);
      }
    }
  }

  @Test
  void sound_goes_by_a_turn_server_if_we_relay_only() throws Exception {
    relay(true, false, "udp");
  }

  @Test
  void sound_goes_by_a_turn_server_over_tcp_if_we_relay_only() throws Exception {
    relay(true, false, "tcp");
  }

  @Test
  void sound_goes_by_a_turn_server_if_it_relays_only() throws Exception {
    relay(false, true, "udp");
  }

  @Test
  void sound_goes_by_a_turn_server_if_both_relay_only() throws Exception {
    relay(true, true, "udp");
  }

  private void relay(boolean we, boolean it, String transport) throws Exception {
    try (Coturn turn = Coturn.start(folder(), network())) {
      BrowserCall.Options options = new BrowserCall.Options();
      if (we) {
        options.ours.put("relayOnly", true).set("turn", turn.ours(transport));
      }
      if (it) {
        options.theirs.set("configuration", turn.theirs());
      }
      options.weOffer = we;
      relay(options, we, it);
    }
  }

  private void relay(BrowserCall.Options options, boolean we, boolean it) throws Exception {
    try (BrowserCall call = connect(options)) {
      call.flow(2 * SECONDS);
      JsonNode stats = call.us().stats();
      assertThat(stats.get("local").asText().contains("typ relay")).as("%s", stats).isEqualTo(we);
      assertThat(stats.get("remote").asText().contains("typ relay")).as("%s", stats).isEqualTo(it);
      assertHeard(call);
    }
  }

  @Test
  void it_takes_a_nomination_with_the_first_check() throws Exception {
    BrowserCall.Options options = new BrowserCall.Options();
    options.ours.put("nomination", "EARLY");
    try (BrowserCall call = connect(options)) {
      call.flow(2 * SECONDS);
      assertHeard(call);
    }
  }

  // --- sound

  List<Tone> assertHeard(BrowserCall call) throws IOException {
    Path theirs = call.hangUp();
    return List.of(
        assertWeHeard(),
        Pairing.assertHeard(
            kind.toString(), theirs, Vivavoce.HERTZ, Pairing.DBFS, Stack.HERTZ, LEAST_HEARD));
  }

  private Tone assertWeHeard() throws IOException {
    return Pairing.assertHeard(
        "vivavoce",
        Vivavoce.recording(folder()),
        Stack.HERTZ,
        kind.dbfs(),
        Vivavoce.HERTZ,
        LEAST_HEARD);
  }

  /** Hardly anything was lost, and nothing is missing from the recordings. */
  private void assertUnbroken(BrowserCall call) throws IOException {
    long weLost = call.us().stats().path("lost").asLong();
    long theyLost = call.theyLost();
    System.out.println(kind + ": unbroken; packets lost: " + weLost + " by us, " + theyLost);
    assertThat(weLost).as("packets that we lost").isLessThanOrEqualTo(FEW_PACKETS);
    assertThat(theyLost).as("packets that it lost").isLessThanOrEqualTo(FEW_PACKETS);
    for (Tone tone : assertHeard(call)) {
      assertThat(tone.longestGapMs()).as("longest gap").isLessThanOrEqualTo(UNBROKEN_MS);
    }
  }
}
