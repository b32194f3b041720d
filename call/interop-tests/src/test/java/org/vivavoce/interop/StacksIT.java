package org.vivavoce.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The stacks that are no browsers: a tone each way, heard at both ends, whoever offers. */
class StacksIT extends InNetwork {
  /** Of three seconds sent; the rest is room for a busy machine. */
  private static final double LEAST_HEARD = 2;

  @Test
  void libwebrtc_answers_our_offer_and_both_hear_the_others_tone() throws Exception {
    hearEachOther(Stack.WRTC, true);
  }

  @Test
  void we_answer_libwebrtcs_offer_and_both_hear_the_others_tone() throws Exception {
    hearEachOther(Stack.WRTC, false);
  }

  @Test
  void werift_answers_our_offer_and_both_hear_the_others_tone() throws Exception {
    hearEachOther(Stack.WERIFT, true);
  }

  @Test
  void we_answer_werifts_offer_and_both_hear_the_others_tone() throws Exception {
    hearEachOther(Stack.WERIFT, false);
  }

  @Test
  void pion_answers_our_offer_and_both_hear_the_others_tone() throws Exception {
    hearEachOther(Stack.PION, true);
  }

  @Test
  void we_answer_pions_offer_and_both_hear_the_others_tone() throws Exception {
    hearEachOther(Stack.PION, false);
  }

  @Test
  void aiortc_answers_our_offer_and_both_hear_the_others_tone() throws Exception {
    hearEachOther(Stack.AIORTC, true);
  }

  @Test
  void we_answer_aiortcs_offer_and_both_hear_the_others_tone() throws Exception {
    hearEachOther(Stack.AIORTC, false);
  }

  @Test
  void gstreamer_answers_our_offer_and_both_hear_the_others_tone() throws Exception {
    hearEachOther(Stack.GSTREAMER, true);
  }

  @Test
  void we_answer_gstreamers_offer_and_both_hear_the_others_tone() throws Exception {
    hearEachOther(Stack.GSTREAMER, false);
  }

  private void hearEachOther(Stack stack, boolean weOffer) throws Exception {
    stack.require();
    Path folder = folder();
    try (PeerProcess us =
            Vivavoce.peer(folder, network(), weOffer ? "offer" : "answer", Pairing.SECONDS);
        PeerProcess them = stack.start(folder, network(), weOffer ? "answer" : "offer")) {
      Party.pair(us, them);
      JsonNode stats = us.event("stats");
      us.event("done");
      assertThat(us.awaitEnd()).as("our exit status").isZero();
      assertThat(stats.get("rx").asInt()).as("packets received").isPositive();
      them.endInput();
      them.event("done");
    }
    Pairing.assertHeard(
        "vivavoce",
        Vivavoce.recording(folder),
        Stack.HERTZ,
        Pairing.DBFS,
        Vivavoce.HERTZ,
        LEAST_HEARD);
    Pairing.assertHeard(
        stack.toString(),
        stack.recording(folder),
        Vivavoce.HERTZ,
        Pairing.DBFS,
        Stack.HERTZ,
        LEAST_HEARD);
  }
}
