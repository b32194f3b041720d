package org.vivavoce.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.vivavoce.rtp.AudioLevel;
import org.vivavoce.rtp.RtpPacket;
import org.vivavoce.rtp.RtpParseResult;
import org.vivavoce.sdp.Direction;
import org.vivavoce.sdp.ExtMap;
import org.vivavoce.sdp.SessionDescription;

/** Levels of audio in header extensions (RFC 6464), by the number that was negotiated. */
class AudioLevelTest {
  private static final String OFFERED = "a=extmap:1 " + AudioLevel.URI;

  /** Keeps the levels that a track tells, and how many packets came. */
  private static final class Ear implements PacketSink {
    final List<AudioLevel> levels = new CopyOnWriteArrayList<>();
    final List<Integer> packets = new CopyOnWriteArrayList<>();

    @Override
    public void onPacket(
        byte[] buffer,
        int offset,
        int length,
        int sequenceNumber,
        long timestamp,
        boolean marker,
        int payloadType,
        long arrivalNanos) {
      packets.add(sequenceNumber);
    }

    @Override
    public void onAudioLevel(AudioLevel level) {
      levels.add(level);
    }
  }

  private static Ear listen(Peer peer) {
    Ear ear = new Ear();
    Peer.await("a track", () -> !peer.tracks.isEmpty());
    peer.tracks.get(0).receiver().track().sink(ear);
    return ear;
  }

  private static RtcSessionDescription renumbered(RtcSessionDescription d, String from, String to) {
    return new RtcSessionDescription(d.type(), d.sdp().replace(from, to));
  }

  private static List<ExtMap> audioExtensions(String sdp) throws Exception {
    return SessionDescription.parse(sdp).media().get(0).extMaps();
  }

  @Test
  void the_level_of_each_frame_reaches_the_other_side_before_the_frame() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      Frames frames = a.connect(b, "voice");
      Ear ear = listen(b);
      // More than carry a mid: with and without another extension beside it.
      for (int i = 0; i <= AudioLevel.SILENCE; i++) {
        AudioLevel level = AudioLevel.of(i % 2 == 0, i);
        int before = ear.packets.size();
        Peer.await(
            "a packet",
            () -> {
              if (ear.packets.size() == before) {
                frames.send(level);
              }
              return ear.packets.size() > before;
            });
        assertThat(ear.levels).last().isEqualTo(level);
      }
      int levels = ear.levels.size();
      frames.send();
      Peer.await("a packet without", () -> ear.packets.size() > levels);
      assertThat(ear.levels).hasSize(levels);
    }
  }

  @Test
  void levels_are_sent_and_read_with_the_number_of_the_offer_and_no_other() throws Exception {
    List<byte[]> seen = new CopyOnWriteArrayList<>();
    try (Peer offerer =
            new Peer(
                c ->
                    c.receiveFilter(
                        (buffer, offset, length) ->
                            seen.add(Arrays.copyOfRange(buffer, offset, offset + length))));
        Peer us = new Peer()) {
      Peer.trickle(offerer, us);
      Frames theirs = Frames.audio("theirs");
      Frames ours = Frames.audio("ours");
      offerer.pc.addTrack(theirs, "s");
      us.pc.addTrack(ours, "s");
      // To us it looks as if they had offered 9; they believe that we left their 1 out.
      RtcSessionDescription offer = offerer.pc.setLocalDescription().join();
      assertThat(offer.sdp()).contains(OFFERED);
      us.pc
          .setRemoteDescription(
              renumbered(offer, "extmap:1 " + AudioLevel.URI, "extmap:9 " + AudioLevel.URI))
          .join();
      us.ready();
      RtcSessionDescription answer = us.pc.setLocalDescription().join();
      assertThat(audioExtensions(answer.sdp())).contains(ExtMap.of(9, AudioLevel.URI));
      offerer.pc.setRemoteDescription(answer).join();
      offerer.ready();
      offerer.awaitConnected();
      us.awaitConnected();
      Ear atThem = listen(offerer);
      Ear atUs = listen(us);
      AudioLevel level = AudioLevel.of(true, 33);
      Peer.await(
          "packets both ways",
          () -> {
            ours.send(level);
            theirs.send(level);
            return !atThem.packets.isEmpty() && !atUs.packets.isEmpty();
          });
      assertThat(seen).isNotEmpty();
      for (byte[] bytes : seen) {
        RtpPacket packet = new RtpPacket();
        // The header is not encrypted (RFC 3711 section 3.1).
        assertThat(packet.parse(bytes, 0, bytes.length)).isEqualTo(RtpParseResult.OK);
        assertThat(AudioLevel.read(packet, 9)).isEqualTo(level);
        assertThat(AudioLevel.read(packet, 1)).isNull();
      }
      assertThat(atThem.levels).as("a number that they do not know").isEmpty();
      assertThat(atUs.levels).as("nothing was negotiated for them to send").isEmpty();
    }
  }

  @Test
  void a_later_offer_of_ours_keeps_the_numbers_of_the_session() throws Exception {
    JsepProbe offerer = new JsepProbe();
    offerer.transceivers.add(Transceivers.of(MediaKind.AUDIO, Direction.SENDRECV, true));
    RtcSessionDescription offer =
        renumbered(
            renumbered(offerer.session.createOffer(false), "extmap:4 ", "extmap:1 "),
            "extmap:1 " + AudioLevel.URI,
            "extmap:4 " + AudioLevel.URI);
    JsepProbe us = new JsepProbe();
    us.session.setRemote(offer);
    us.session.setLocal(us.session.createAnswer());
    us.transceivers.add(Transceivers.of(MediaKind.AUDIO, Direction.SENDRECV, true));
    us.transceivers.add(Transceivers.of(MediaKind.VIDEO, Direction.SENDRECV, true));
    SessionDescription next = SessionDescription.parse(us.session.createOffer(false).sdp());
    assertThat(next.media()).hasSize(3);
    assertThat(next.media().get(1).extMaps()).isEqualTo(next.media().get(0).extMaps());
    assertThat(next.media().get(1).extMaps()).contains(ExtMap.of(4, AudioLevel.URI));
    assertThat(next.media().get(2).extMaps()).as("video has no level").hasSize(1);
  }

  @Test
  void a_number_that_is_taken_by_the_other_extension_is_not_offered() {
    HeaderExtensionIds levelOnFour = new HeaderExtensionIds(0, 4);
    assertThat(levelOnFour.offered(MediaKind.AUDIO)).isEqualTo(new HeaderExtensionIds(1, 4));
    HeaderExtensionIds midOnOne = new HeaderExtensionIds(1, 0);
    assertThat(midOnOne.offered(MediaKind.AUDIO)).isEqualTo(new HeaderExtensionIds(1, 2));
    assertThat(HeaderExtensionIds.NONE.offered(MediaKind.VIDEO))
        .isEqualTo(new HeaderExtensionIds(4, 0));
  }

  @Test
  void an_extension_for_one_way_only_or_in_two_bytes_is_left_out() {
    for (String named : List.of("9/recvonly", "9/inactive", "15", "200", "4096")) {
      JsepProbe offerer = new JsepProbe();
      offerer.transceivers.add(Transceivers.of(MediaKind.AUDIO, Direction.SENDRECV, true));
      RtcSessionDescription offer =
          renumbered(
              offerer.session.createOffer(false),
              OFFERED,
              "a=extmap:" + named + " " + AudioLevel.URI);
      JsepProbe us = new JsepProbe();
      us.session.setRemote(offer);
      assertThat(us.session.createAnswer().sdp()).doesNotContain(AudioLevel.URI);
    }
  }
}
