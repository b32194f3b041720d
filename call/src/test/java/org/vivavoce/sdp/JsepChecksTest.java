package org.vivavoce.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsepChecksTest {
  /** Session in lines 1 to 5, two bundled sections from lines 6 and 16. */
  private static final String OFFER =
      Sdp.lines("v=0", "o=- 1 2 IN IP4 0.0.0.0", "s=-", "t=0 0", "a=group:BUNDLE 0 1")
          + section("audio", "0")
          + section("video", "1");

  private static final String ANSWER = OFFER.replace("actpass", "active");

  private static String section(String kind, String mid) {
    return Sdp.lines(
        "m=" + kind + " 9 UDP/TLS/RTP/SAVPF 96",
        "c=IN IP4 0.0.0.0",
        "a=mid:" + mid,
        "a=rtpmap:96 x/90000",
        "a=ice-ufrag:abcd",
        "a=ice-pwd:abcdefghijklmnopqrstuvwx",
        "a=fingerprint:" + Sdp.FINGERPRINT,
        "a=setup:actpass",
        "a=rtcp-mux",
        "a=rtcp-rsize");
  }

  private static SdpException offerRefused(String text) throws SdpException {
    SessionDescription offer = SessionDescription.parse(text);
    SdpException refusal =
        catchThrowableOfType(SdpException.class, () -> JsepChecks.verifyOffer(offer));
    assertThat(refusal).isNotNull();
    return refusal;
  }

  private static SdpException answerRefused(String offerText, String answerText)
      throws SdpException {
    SessionDescription offer = SessionDescription.parse(offerText);
    SessionDescription answer = SessionDescription.parse(answerText);
    SdpException refusal =
        catchThrowableOfType(SdpException.class, () -> JsepChecks.verifyAnswer(offer, answer));
    assertThat(refusal).isNotNull();
    return refusal;
  }

  private static String last(String text, String from, String to) {
    int at = text.lastIndexOf(from);
    assertThat(at).isPositive();
    return text.substring(0, at) + to + text.substring(at + from.length());
  }

  @Test
  void offer_and_answer_that_keep_the_rules_pass() throws SdpException {
    SessionDescription offer = SessionDescription.parse(OFFER);
    JsepChecks.verifyOffer(offer);
    JsepChecks.verifyAnswer(offer, SessionDescription.parse(ANSWER));
  }

  @ParameterizedTest
  @CsvSource({
    "a=ice-ufrag:abcd, ice-ufrag",
    "a=ice-pwd:abcdefghijklmnopqrstuvwx, ice-pwd",
    "a=fingerprint:" + Sdp.FINGERPRINT + ", fingerprint",
    "a=setup:actpass, setup role",
    "a=rtcp-mux, multiplexed",
  })
  void what_no_section_has_is_missed_at_the_first_m_line(String line, String problem)
      throws SdpException {
    SdpException refusal = offerRefused(OFFER.replace(line + "\r\n", ""));
    assertThat(refusal.problem()).contains(problem);
    assertThat(refusal.lineNumber()).isEqualTo(6);
    assertThat(refusal.line()).isEqualTo("m=audio 9 UDP/TLS/RTP/SAVPF 96");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=ice-ufrag:abcd",
        "a=ice-pwd:abcdefghijklmnopqrstuvwx",
        "a=fingerprint:" + Sdp.FINGERPRINT,
        "a=setup:actpass"
      })
  void what_the_session_says_need_not_be_said_in_the_sections(String line) throws SdpException {
    String said = OFFER.replace(line + "\r\n", "").replace("a=group", line + "\r\na=group");
    JsepChecks.verifyOffer(SessionDescription.parse(said));
  }

  @Test
  void a_second_section_that_is_not_bundled_needs_a_transport_of_its_own() throws SdpException {
    String text = last(OFFER, "a=ice-ufrag:abcd\r\n", "");
    JsepChecks.verifyOffer(SessionDescription.parse(text));
    SdpException refusal = offerRefused(text.replace("BUNDLE 0 1", "BUNDLE 0"));
    assertThat(refusal.lineNumber()).isEqualTo(16);
    assertThat(refusal.line()).startsWith("m=video");
  }

  @Test
  void a_rejected_section_and_an_unknown_protocol_need_nothing() throws SdpException {
    String more =
        Sdp.lines("m=audio 0 UDP/TLS/RTP/SAVPF 0", "a=mid:2", "m=message 9 TCP/MSRP *", "a=mid:3");
    JsepChecks.verifyOffer(SessionDescription.parse(OFFER + more));
  }

  @Test
  void holdconn_and_rtcp_mux_only_alone_are_refused() throws SdpException {
    assertThat(offerRefused(OFFER.replace("actpass", "holdconn")).problem()).contains("setup");
    String lonely = last(OFFER, "a=rtcp-mux\r\n", "a=rtcp-mux-only\r\n");
    assertThat(offerRefused(lonely).lineNumber()).isEqualTo(16);
  }

  @ParameterizedTest
  @CsvSource({"BUNDLE 0 2, no section has the mid 2", "BUNDLE 0 1 0, bundled twice"})
  void a_group_with_the_wrong_members_is_named(String group, String problem) throws SdpException {
    SdpException refusal = offerRefused(OFFER.replace("BUNDLE 0 1", group));
    assertThat(refusal.problem()).contains(problem);
    assertThat(refusal.lineNumber()).isEqualTo(5);
    assertThat(refusal.line()).isEqualTo("a=group:" + group);
  }

  @Test
  void an_answer_has_the_sections_of_its_offer() throws SdpException {
    SdpException more = answerRefused(OFFER, ANSWER + "m=audio 0 RTP/AVP 0\r\n");
    assertThat(more.problem()).contains("3 media sections");
    assertThat(more.lineNumber()).isEqualTo(26);
    SdpException fewer = answerRefused(OFFER + "m=audio 0 RTP/AVP 0\r\n", ANSWER);
    assertThat(fewer.lineNumber()).isEqualTo(26);
    assertThat(answerRefused(OFFER, last(ANSWER, "m=video", "m=audio")).lineNumber()).isEqualTo(16);
    assertThat(answerRefused(OFFER, last(ANSWER, "UDP/TLS/RTP/SAVPF", "RTP/SAVPF")).lineNumber())
        .isEqualTo(16);
    assertThat(
            answerRefused(OFFER, last(ANSWER, "a=mid:1", "a=mid:2").replace("E 0 1", "E 0"))
                .problem())
        .contains("mid");
    assertThat(answerRefused(last(OFFER, "video 9", "video 0"), ANSWER).problem())
        .contains("rejected");
  }

  @Test
  void an_answer_may_reject_a_section() throws SdpException {
    String answer = last(ANSWER, "video 9", "video 0").replace("BUNDLE 0 1", "BUNDLE 0");
    JsepChecks.verifyAnswer(SessionDescription.parse(OFFER), SessionDescription.parse(answer));
  }

  @Test
  void an_answer_bundles_only_what_was_offered_together() throws SdpException {
    String apart = OFFER.replace("a=group:BUNDLE 0 1", "a=group:BUNDLE 0\r\na=group:BUNDLE 1");
    assertThat(answerRefused(apart, ANSWER).line()).isEqualTo("a=group:BUNDLE 0 1");
    assertThat(answerRefused(OFFER.replace("a=group:BUNDLE 0 1\r\n", ""), ANSWER).lineNumber())
        .isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({"actpass,actpass", "active,active", "passive,passive", "active,actpass"})
  void an_answer_s_setup_role_must_answer_the_offer_s(String offered, String answered)
      throws SdpException {
    SdpException refusal =
        answerRefused(OFFER.replace("actpass", offered), OFFER.replace("actpass", answered));
    assertThat(refusal.problem()).contains("setup:" + answered, "setup:" + offered);
    assertThat(refusal.lineNumber()).isEqualTo(6);
  }
}
