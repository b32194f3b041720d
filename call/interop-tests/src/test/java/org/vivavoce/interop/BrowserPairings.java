package org.vivavoce.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What every browser must do with us. */
abstract class BrowserPairings extends InNetwork {
  /** Of three seconds sent; the rest is room for a busy machine. */
  private static final double LEAST_HEARD = 2;

  private static final ObjectMapper JSON = new ObjectMapper();

  final Browser.Kind kind;
  Browser browser;

  BrowserPairings(Browser.Kind kind) {
    this.kind = kind;
  }

  @BeforeAll
  void startBrowser() throws IOException {
    browser = Browser.start(kind, House.RUNS.resolve(getClass().getSimpleName()), network());
  }

  @AfterAll
  void endBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void it_answers_our_offer_and_both_hear_the_others_tone() throws Exception {
    hearEachOther(true, false);
  }

  @Test
  void we_answer_its_offer_and_both_hear_the_others_tone() throws Exception {
    hearEachOther(false, false);
  }

  @Test
  void it_answers_our_offer_with_candidates_one_by_one() throws Exception {
    hearEachOther(true, true);
  }

  @Test
  void we_answer_its_offer_with_candidates_one_by_one() throws Exception {
    hearEachOther(false, true);
  }

  @Test
  void it_echoes_our_data_beside_the_sound() throws Exception {
    try (BrowserPage page = browser.open(false);
        PeerProcess us =
            Vivavoce.peer(folder(), network(), "offer", Pairing.SECONDS, "--data", "echo")) {
      page.start(JSON.createObjectNode());
      Party.pair(us, page);

      assertThat(us.event("open").get("ms").asInt()).isPositive();
      assertThat(us.event("echo").get("data").asText()).isEqualTo("ping");
      us.event("done");
      assertThat(us.awaitEnd()).as("our exit status").isZero();
      assertHeard(page);
    }
  }

  @Test
  void we_echo_its_data_beside_the_sound() throws Exception {
    try (BrowserPage page = browser.open(false);
        PeerProcess us =
            Vivavoce.peer(folder(), network(), "answer", Pairing.SECONDS, "--data", "echo")) {
      page.start(JSON.createObjectNode());
      page.call("openChannel", "grüezi");
      Party.pair(us, page);
      page.call("offer");

      assertThat(page.said().event("echo", e -> true).get("data").asText()).isEqualTo("grüezi");
      us.event("done");
      assertThat(us.awaitEnd()).as("our exit status").isZero();
      assertHeard(page);
    }
  }

  private void hearEachOther(boolean weOffer, boolean trickle) throws Exception {
    Path folder = folder();
    String[] options = trickle ? new String[] {"--trickle"} : new String[0];
    try (BrowserPage page = browser.open(false);
        PeerProcess us =
            Vivavoce.peer(
                folder, network(), weOffer ? "offer" : "answer", Pairing.SECONDS, options)) {
      ObjectNode start = JSON.createObjectNode().put("trickle", trickle);
      page.start(start);
      Party.pair(us, page);
      if (!weOffer) {
        page.call("offer");
      }
      page.said().state("connected");
      JsonNode stats = us.event("stats");
      us.event("done");
      assertThat(us.awaitEnd()).as("our exit status").isZero();
      assertThat(stats.get("rx").asInt()).as("packets received").isPositive();
      assertHeard(page);
    }
  }

  private void assertHeard(BrowserPage page) throws IOException {
    Pairing.assertHeard(
        "vivavoce",
        Vivavoce.recording(folder()),
        Stack.HERTZ,
        kind.dbfs(),
        Vivavoce.HERTZ,
        LEAST_HEARD);
    Pairing.assertHeard(
        kind.toString(),
        page.recording(folder()),
        Vivavoce.HERTZ,
        Pairing.DBFS,
        Stack.HERTZ,
        LEAST_HEARD);
  }
}
