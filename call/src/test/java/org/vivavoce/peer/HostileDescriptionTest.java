package org.vivavoce.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vivavoce.sdp.Direction;

/** Whatever is wrong with a description: a typed error that names a line, and nothing changed. */
class HostileDescriptionTest {

  private static String offer() {
    JsepProbe them = new JsepProbe();
    them.transceivers.add(Transceivers.of(MediaKind.AUDIO, Direction.SENDRECV, true));
    them.transceivers.add(Transceivers.of(MediaKind.AUDIO, Direction.SENDRECV, true));
    return them.session.createOffer(false).sdp();
  }

  private static PeerConnectionException refused(Peer us, SdpType type, String sdp) {
    us.awaitGathered();
    String before = Everything.of(us.pc);
    Throwable thrown =
        catchThrowable(
            () -> us.pc.setRemoteDescription(new RtcSessionDescription(type, sdp)).join());
    assertThat(thrown).isInstanceOf(CompletionException.class);
    assertThat(thrown.getCause()).isInstanceOf(PeerConnectionException.class);
    assertThat(Everything.of(us.pc)).isEqualTo(before);
    return (PeerConnectionException) thrown.getCause();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a=mid:1|a=mid:0",
        "m=audio 9|m=audio 99999",
        "m=audio 9|m=audio -1",
        "m=audio 9|m=audio 9999999999999999999999",
        "m=audio 9|m=audio",
        "a=rtpmap:111 opus/48000/2|a=rtpmap:111 opus/99999999999999/2",
        "a=rtpmap:111 opus/48000/2|a=rtpmap:999 opus/48000/2",
        "a=ice-ufrag:ufrag0|a=ice-ufrag:x",
        "a=ice-pwd:passwordpasswordpassword|a=ice-pwd:short",
        "a=setup:actpass|a=setup:holdconn",
        "a=setup:actpass|a=setup:both",
        "a=fingerprint:sha-256 |a=fingerprint:sha-256 zz",
        "t=0 0|t=a b",
        "v=0|v=1",
        "o=-|o=",
        "a=extmap:4 |a=extmap:99999 ",
      })
  void a_wrong_line_is_named_and_nothing_changes(String right, String wrong) {
    try (Peer us = new Peer()) {
      us.pc.addTrack(Frames.audio("ours"), "s");
      String sdp = offer();
      assertThat(sdp).contains(right);
      PeerConnectionException e = refused(us, SdpType.OFFER, sdp.replace(right, wrong));
      assertThat(e.sdpLineNumber()).as(e.getMessage()).isPresent();
      assertThat(e.error()).isIn(RtcErrorName.SDP_SYNTAX_ERROR, RtcErrorName.INVALID_ACCESS_ERROR);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a=ssrc:[0-9]+ |a=ssrc:99999999999999 ",
        "a=group:BUNDLE 0 1|a=group:BUNDLE 0 0 1",
        "a=msid:- -|a=msid:",
      })
  void a_wrong_number_or_list_is_refused_or_harmless_but_never_half_applied(
      String right, String wrong) {
    try (Peer us = new Peer()) {
      String before = Everything.of(us.pc);
      Throwable thrown =
          catchThrowable(
              () ->
                  us.pc
                      .setRemoteDescription(
                          new RtcSessionDescription(
                              SdpType.OFFER, offer().replaceAll(right, wrong)))
                      .join());
      if (thrown != null) {
        assertThat(thrown.getCause()).isInstanceOf(PeerConnectionException.class);
        assertThat(Everything.of(us.pc)).isEqualTo(before);
      } else {
        us.pc.setLocalDescription().join();
        assertThat(us.pc.signalingState()).isEqualTo(SignalingState.STABLE);
      }
    }
  }

  @Test
  void a_megabyte_of_lines_is_refused() {
    try (Peer us = new Peer()) {
      StringBuilder many = new StringBuilder(offer());
      while (many.length() < 1 << 20) {
        many.append("a=x-line:").append(many.length()).append("\r\n");
      }
      assertThat(refused(us, SdpType.OFFER, many.toString()).error())
          .isEqualTo(RtcErrorName.SDP_SYNTAX_ERROR);
      String long1 = offer().replace("a=mid:1", "a=x:" + "y".repeat(1 << 20));
      assertThat(refused(us, SdpType.OFFER, long1).error())
          .isEqualTo(RtcErrorName.SDP_SYNTAX_ERROR);
    }
  }

  @Test
  void an_m_line_of_unknown_codecs_only_is_rejected_in_the_answer() throws Exception {
    try (Peer us = new Peer()) {
      us.pc
          .setRemoteDescription(
              new RtcSessionDescription(SdpType.OFFER, offer().replace("opus", "novelty")))
          .join();
      assertThat(us.pc.transceivers()).isEmpty();
      String answer = us.pc.setLocalDescription().join().sdp();
      assertThat(answer.split("m=audio 0 UDP/TLS/RTP/SAVPF 111\r\n")).hasSize(3);
      assertThat(answer).doesNotContain("a=group");
    }
  }

  @Test
  void an_answer_that_does_not_match_the_offer_is_refused() {
    try (Peer us = new Peer();
        Peer them = new Peer()) {
      us.pc.addTransceiver(MediaKind.AUDIO, Direction.SENDRECV);
      us.pc.addTransceiver(MediaKind.AUDIO, Direction.SENDRECV);
      them.pc.setRemoteDescription(us.pc.setLocalDescription().join()).join();
      String answer = them.pc.setLocalDescription().join().sdp();
      List<String> wrong =
          List.of(
              answer.substring(0, answer.lastIndexOf("m=audio")),
              answer + answer.substring(answer.lastIndexOf("m=audio")).replace("mid:1", "mid:2"),
              answer.replace("a=mid:1", "a=mid:7").replace("BUNDLE 0 1", "BUNDLE 0 7"),
              answer.replaceFirst("m=audio", "m=video"),
              answer.replace("opus/48000/2", "other/48000/2"),
              answer.replace("a=setup:active", "a=setup:actpass"),
              answer.replace("a=rtcp-mux\r\n", ""),
              answer.replaceAll("a=fingerprint:.*\r\n", ""),
              answer.replaceAll("a=ice-ufrag:.*\r\n", ""),
              answer.replaceAll("a=ice-pwd:.*\r\n", ""));
      for (int i = 0; i < wrong.size(); i++) {
        PeerConnectionException e = refused(us, SdpType.ANSWER, wrong.get(i));
        assertThat(e.sdpLineNumber()).as(i + ": " + e.getMessage()).isPresent();
      }
      us.pc.setRemoteDescription(new RtcSessionDescription(SdpType.ANSWER, answer)).join();
    }
  }

  @Test
  void later_offers_must_keep_the_m_lines_that_live() {
    try (Peer us = new Peer();
        Peer them = new Peer()) {
      them.pc.addTrack(Frames.audio("x"), "s");
      them.pc.addTransceiver(MediaKind.AUDIO, Direction.SENDRECV);
      them.call(us);
      String again = them.pc.createOffer().join().sdp();
      List<String> wrong =
          List.of(
              again.substring(0, again.lastIndexOf("m=audio")).replace("BUNDLE 0 1", "BUNDLE 0"),
              again.replace("a=mid:1", "a=mid:9").replace("BUNDLE 0 1", "BUNDLE 0 9"),
              again.replaceFirst("m=audio", "m=video"));
      for (String sdp : wrong) {
        refused(us, SdpType.OFFER, sdp);
      }
    }
  }

  @Test
  void mutated_answers_and_later_offers_are_applied_or_refused_but_never_half() {
    Random random = new Random(429);
    int applied = 0;
    for (int round = 0; round < 40; round++) {
      try (Peer us = new Peer();
          Peer them = new Peer()) {
        us.pc.addTrack(Frames.audio("x"), "s");
        them.pc.setRemoteDescription(us.pc.setLocalDescription().join()).join();
        String answer = them.pc.setLocalDescription().join().sdp();
        us.awaitGathered();
        for (int i = 0; i < 40 && us.pc.signalingState() != SignalingState.STABLE; i++) {
          String before = Everything.of(us.pc);
          Throwable thrown =
              catchThrowable(
                  () ->
                      us.pc
                          .setRemoteDescription(
                              new RtcSessionDescription(SdpType.ANSWER, mutated(answer, random)))
                          .join());
          if (thrown == null) {
            applied++;
          } else {
            assertThat(thrown.getCause()).isInstanceOf(PeerConnectionException.class);
            assertThat(Everything.of(us.pc)).isEqualTo(before);
          }
        }
      }
    }
    assertThat(applied).isPositive();
  }

  private static String mutated(String sdp, Random random) {
    List<String> lines = new ArrayList<>(sdp.lines().toList());
    int at = random.nextInt(lines.size());
    switch (random.nextInt(4)) {
      case 0 -> lines.remove(at);
      case 1 -> lines.add(random.nextInt(lines.size()), lines.get(at));
      case 2 -> {
        String line = lines.get(at);
        int cut = random.nextInt(line.length());
        lines.set(
            at,
            line.substring(0, cut)
                + (char) (32 + random.nextInt(95))
                + line.substring(Math.min(line.length(), cut + 1)));
      }
      default -> lines.set(at, lines.get(at) + random.nextInt(100));
    }
    return String.join("\r\n", lines) + "\r\n";
  }
}
