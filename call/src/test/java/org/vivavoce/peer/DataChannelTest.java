package org.vivavoce.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.vivavoce.datachannel.DataChannelInit;
import org.vivavoce.datachannel.DataChannelListener;
import org.vivavoce.datachannel.DataChannelState;
import org.vivavoce.sdp.SessionDescription;

class DataChannelTest {

  /** A channel of a, and the same one as b was told of it. */
  private static ChannelEnd incoming(Peer b, int count) {
    Peer.await("a channel of the other side", () -> b.channels.size() >= count);
    return b.channels.get(count - 1);
  }

  private static ChannelEnd make(Peer a, String label, DataChannelInit init) {
    return new ChannelEnd(a.pc.createDataChannel(label, init));
  }

  @Test
  void data_alone_flows_both_ways_in_text_and_bytes_empty_ones_too() throws Exception {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      ChannelEnd ours = make(a, "chat", DataChannelInit.defaults().withProtocol("p"));
      assertThat(ours.channel.readyState()).isEqualTo(DataChannelState.CONNECTING);
      assertThat(ours.channel.id()).isEmpty();
      assertThat(a.pc.sctp()).isEmpty();
      a.call(b);
      ours.await("open");
      ChannelEnd theirs = incoming(b, 1);
      theirs.await("open");
      assertThat(theirs.channel.label()).isEqualTo("chat");
      assertThat(theirs.channel.protocol()).isEqualTo("p");
      assertThat(theirs.channel.ordered()).isTrue();
      assertThat(theirs.channel.negotiated()).isFalse();
      assertThat(theirs.channel.id()).isEqualTo(ours.channel.id()).isPresent();
      byte[] bytes = new byte[100_000];
      new Random(1).nextBytes(bytes);
      for (ChannelEnd from : List.of(ours, theirs)) {
        ChannelEnd to = from == ours ? theirs : ours;
        from.channel.send("grüß Gott");
        from.channel.send("");
        from.channel.send(new byte[0]);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        from.channel.send(buffer);
        assertThat(buffer.hasRemaining()).isFalse();
        from.channel.send(new byte[] {7});
        assertThat(to.next()).isEqualTo("grüß Gott");
        assertThat(to.next()).isEqualTo("");
        assertThat(to.next()).isEqualTo(new byte[0]);
        assertThat(to.next()).isEqualTo(bytes);
        assertThat(to.next()).isEqualTo(new byte[] {7});
      }
      RtcSctpTransport sctp = a.pc.sctp().orElseThrow();
      assertThat(sctp.state()).isEqualTo(RtcSctpTransport.State.CONNECTED);
      assertThat(sctp.maxMessageSize()).isEqualTo(262_144);
      assertThat(sctp.maxChannels()).hasValue(65_535);
      Peer.await("all sent", () -> ours.channel.bufferedAmount() == 0);
      Peer.await("counted", () -> reported(a, "data-channel", "messagesReceived").equals(5L));
      assertThat(reported(a, "data-channel", "label")).isEqualTo("chat");
      assertThat(reported(a, "data-channel", "state")).isEqualTo("open");
      assertThat(reported(a, "data-channel", "bytesSent")).isEqualTo(100_012L);
      assertThat(reported(a, "peer-connection", "dataChannelsOpened")).isEqualTo(1L);
      assertThat(reported(a, "peer-connection", "dataChannelsClosed")).isEqualTo(0L);
      Peer.await("counted", () -> ours.channel.stats().messagesReceived() == 5);
      assertThat(ours.channel.stats().messagesSent()).isEqualTo(5);
      assertThat(theirs.channel.stats().bytesReceived()).isEqualTo(100_012);
    }
  }

  private static Object reported(Peer peer, String type, String member) {
    return peer.pc.getStats().join().byId().values().stream()
        .filter(it -> it.type().text().equals(type))
        .map(it -> it.members().get(member))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void datagrams_within_one_machine_are_large_unless_that_is_not_wanted() throws Exception {
    for (boolean large : new boolean[] {true, false}) {
      try (Peer a = new Peer(it -> it.largeDatagrams(large));
          Peer b = new Peer()) {
        ChannelEnd ours = make(a, "bulk", DataChannelInit.defaults());
        a.call(b);
        ours.await("open");
        ChannelEnd theirs = incoming(b, 1);
        byte[] message = new byte[200_000];
        for (int i = 0; i < 20; i++) {
          ours.channel.send(message);
          assertThat((byte[]) theirs.next()).hasSize(message.length);
        }
        long bytes = (Long) reported(a, "transport", "bytesSent");
        long packets = (Long) reported(a, "transport", "packetsSent");
        assertThat(bytes / packets > 2_000).as("%d bytes in %d", bytes, packets).isEqualTo(large);
      }
    }
  }

  @Test
  void a_listener_that_takes_long_does_so_on_the_loop_s_threads_but_once_a_second()
      throws Exception {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      ChannelEnd ours = make(a, "slow", DataChannelInit.defaults());
      a.call(b);
      ours.await("open");
      List<String> threads = new CopyOnWriteArrayList<>();
      incoming(b, 1)
          .channel
          .setListener(
              new DataChannelListener() {
                @Override
                public void onMessage(String text) {
                  long end = System.nanoTime() + 8_000_000;
                  while (System.nanoTime() < end) {
                    Thread.onSpinWait();
                  }
                  threads.add(Thread.currentThread().getName());
                }
              });
      long begin = System.nanoTime();
      for (int i = 1; i <= 30; i++) {
        int count = i;
        ours.channel.send("x");
        Peer.await("it is heard", () -> threads.size() == count);
      }
      long seconds = (System.nanoTime() - begin) / 1_000_000_000;
      assertThat(threads.stream().filter(it -> it.startsWith("vivavoce-ice")).count())
          .isLessThanOrEqualTo(2 + seconds);
    }
  }

  @Test
  void every_option_reaches_the_other_side() throws Exception {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      ChannelEnd one =
          make(a, "1", DataChannelInit.defaults().withOrdered(false).withMaxRetransmits(0));
      ChannelEnd two = make(a, "", DataChannelInit.defaults().withMaxPacketLifeTime(500));
      a.call(b);
      one.await("open");
      two.await("open");
      RtcDataChannel first = incoming(b, 1).channel;
      RtcDataChannel second = incoming(b, 2).channel;
      assertThat(first.ordered()).isFalse();
      assertThat(first.maxRetransmits()).hasValue(0);
      assertThat(first.maxPacketLifeTime()).isEmpty();
      assertThat(second.label()).isEmpty();
      assertThat(second.ordered()).isTrue();
      assertThat(second.maxPacketLifeTime()).hasValue(500);
      one.channel.send("x");
      assertThat(incoming(b, 1).next()).isEqualTo("x");
    }
  }

  @Test
  void a_channel_beside_media_is_added_later_by_another_offer() throws Exception {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      Frames track = Frames.audio("a");
      a.pc.addTrack(track, "s");
      a.call(b);
      a.awaitConnected();
      b.awaitConnected();
      Peer.sendUntilReceived(track, b);
      b.events.clear();

      ChannelEnd ours = make(b, "later", DataChannelInit.defaults());
      Peer.await("negotiation is asked for", () -> b.events.contains("negotiationneeded"));
      b.negotiate(a);
      ours.await("open");
      ChannelEnd theirs = incoming(a, 1);
      ours.channel.send("beside");
      assertThat(theirs.next()).isEqualTo("beside");
      b.received.clear();
      Peer.sendUntilReceived(track, b);
      SessionDescription sdp = parse(b.pc.localDescription().orElseThrow());
      assertThat(sdp.media()).hasSize(2);
      assertThat(sdp.bundleOf(sdp.media().get(0)).orElseThrow().mids()).hasSize(2);

      // A second one needs no negotiation.
      b.events.clear();
      ChannelEnd second = make(b, "second", DataChannelInit.defaults());
      second.await("open");
      assertThat(b.events).doesNotContain("negotiationneeded");
      // Another exchange leaves everything as it is.
      a.negotiate(b);
      ours.channel.send("still");
      assertThat(theirs.next()).isEqualTo("still");
    }
  }

  @Test
  void a_hundred_channels_have_ids_by_their_side_s_role_in_dtls() throws Exception {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      List<ChannelEnd> ours = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        ours.add(make(a, "a" + i, DataChannelInit.defaults()));
        ours.add(make(b, "b" + i, DataChannelInit.defaults()));
      }
      a.call(b);
      ours.forEach(it -> it.await("open"));
      Peer.await("all told", () -> a.channels.size() == 50 && b.channels.size() == 50);
      // The answerer is the client.
      b.channels.forEach(it -> assertThat(it.channel.id().getAsInt() % 2).isEqualTo(1));
      a.channels.forEach(it -> assertThat(it.channel.id().getAsInt() % 2).isEqualTo(0));
      for (ChannelEnd end : ours) {
        end.channel.send(end.channel.label());
      }
      for (Peer peer : List.of(a, b)) {
        for (ChannelEnd end : peer.channels) {
          assertThat(end.next()).isEqualTo(end.channel.label());
        }
      }
    }
  }

  @Test
  void negotiated_channels_open_without_a_word_and_ids_are_taken_once() throws Exception {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      DataChannelInit seven = DataChannelInit.defaults().withNegotiated(7);
      ChannelEnd one = make(a, "same", seven);
      ChannelEnd two = make(b, "same", seven);
      assertThat(one.channel.id()).hasValue(7);
      assertThatThrownBy(() -> a.pc.createDataChannel("again", seven))
          .isInstanceOfSatisfying(
              PeerConnectionException.class,
              e -> assertThat(e.error()).isEqualTo(RtcErrorName.OPERATION_ERROR));
      a.call(b);
      one.await("open");
      two.await("open");
      one.channel.send("to seven");
      assertThat(two.next()).isEqualTo("to seven");
      assertThat(a.channels).isEmpty();
      assertThat(b.channels).isEmpty();
    }
  }

  @Test
  void closing_from_either_side_delivers_what_was_sent_and_frees_the_id() throws Exception {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      ChannelEnd one = make(a, "one", DataChannelInit.defaults());
      ChannelEnd two = make(a, "two", DataChannelInit.defaults());
      a.call(b);
      one.await("open");
      two.await("open");
      ChannelEnd oneThere = incoming(b, 1);
      ChannelEnd twoThere = incoming(b, 2);
      for (int i = 0; i < 200; i++) {
        one.channel.send(new byte[20_000]);
      }
      one.channel.close();
      assertThat(one.channel.readyState()).isEqualTo(DataChannelState.CLOSING);
      assertThatThrownBy(() -> one.channel.send("late")).hasMessageContaining("InvalidStateError");
      for (int i = 0; i < 200; i++) {
        assertThat((byte[]) oneThere.next()).hasSize(20_000);
      }
      oneThere.await("close");
      one.await("close");
      twoThere.channel.close();
      two.await("close");
      twoThere.await("close");
      assertThat(two.events).containsExactly("open", "closing", "close");
      assertThat(one.channel.readyState()).isEqualTo(DataChannelState.CLOSED);
      assertThat(two.channel.readyState()).isEqualTo(DataChannelState.CLOSED);
      two.channel.close();

      // A channel made in their place works.
      ChannelEnd three = make(a, "three", DataChannelInit.defaults());
      three.await("open");
      three.channel.send("new");
      assertThat(incoming(b, 3).next()).isEqualTo("new");
    }
  }

  @Test
  void closing_the_connection_closes_every_channel_on_both_sides() throws Exception {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      ChannelEnd ours = make(a, "x", DataChannelInit.defaults());
      a.call(b);
      ours.await("open");
      ChannelEnd theirs = incoming(b, 1);
      theirs.await("open");
      a.pc.close();
      theirs.await("close");
      ours.await("close");
      assertThat(theirs.channel.readyState()).isEqualTo(DataChannelState.CLOSED);
      assertThatThrownBy(() -> theirs.channel.send("x")).hasMessageContaining("InvalidStateError");
      assertThatThrownBy(() -> a.pc.createDataChannel("y", DataChannelInit.defaults()))
          .hasMessageContaining("closed");
      Peer.await(
          "the end", () -> b.pc.sctp().orElseThrow().state() == RtcSctpTransport.State.CLOSED);
    }
  }

  @Test
  void who_listens_late_hears_what_was_told_to_nobody() throws Exception {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      RtcDataChannel ours = a.pc.createDataChannel("x", DataChannelInit.defaults());
      a.call(b);
      ChannelEnd theirs = incoming(b, 1);
      theirs.await("open");
      theirs.channel.send("early");
      Peer.await("it came", () -> ours.stats().messagesReceived() == 1);
      ChannelEnd late = new ChannelEnd(ours);
      assertThat(late.next()).isEqualTo("early");
      assertThat(late.events).containsExactly("open");
    }
  }

  @Test
  void a_channel_that_is_closed_before_it_is_there_says_so() {
    try (Peer a = new Peer()) {
      ChannelEnd ours = make(a, "x", DataChannelInit.defaults());
      ours.channel.close();
      ours.await("close");
      assertThat(ours.events).containsExactly("close");
    }
  }

  @Test
  void messages_over_the_other_side_s_limit_are_refused_at_once() throws Exception {
    try (Peer a = new Peer();
        Peer b = new Peer(c -> c.maxMessageSize(1000))) {
      ChannelEnd ours = make(a, "x", DataChannelInit.defaults());
      a.call(b);
      ours.await("open");
      assertThat(a.pc.sctp().orElseThrow().maxMessageSize()).isEqualTo(1000);
      for (byte[] data : new byte[][] {new byte[1001], new byte[1_000_000]}) {
        assertThatThrownBy(() -> ours.channel.send(data))
            .isInstanceOfSatisfying(
                PeerConnectionException.class,
                e -> assertThat(e.error()).isEqualTo(RtcErrorName.TYPE_ERROR));
      }
      assertThatThrownBy(() -> ours.channel.send("ü".repeat(501))).hasMessageContaining("1002");
      ours.channel.send(new byte[1000]);
      assertThat((byte[]) incoming(b, 1).next()).hasSize(1000);
    }
  }

  @Test
  void an_absent_limit_means_65536_bytes_and_zero_any() throws Exception {
    for (String[] limit : new String[][] {{"", "65536"}, {"a=max-message-size:0\r\n", "0"}}) {
      try (Peer a = new Peer();
          Peer b = new Peer()) {
        ChannelEnd ours = make(a, "x", DataChannelInit.defaults());
        RtcSessionDescription offer = a.pc.setLocalDescription().join();
        b.pc.setRemoteDescription(offer).join();
        RtcSessionDescription answer = b.pc.setLocalDescription().join();
        a.pc
            .setRemoteDescription(
                changed(answer, s -> s.replace("a=max-message-size:262144\r\n", limit[0])))
            .join();
        long most = a.pc.sctp().orElseThrow().maxMessageSize();
        assertThat(most).isEqualTo(limit[1].equals("0") ? Long.MAX_VALUE : 65_536);
        assertThat(ours.channel.readyState()).isEqualTo(DataChannelState.CONNECTING);
      }
    }
  }

  @Test
  void what_is_buffered_is_bounded_and_announced_when_it_gets_less() throws Exception {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      ChannelEnd ours = make(a, "x", DataChannelInit.defaults());
      ours.channel.setBufferedAmountLowThreshold(100_000);
      assertThat(ours.channel.bufferedAmountLowThreshold()).isEqualTo(100_000);
      assertThatThrownBy(() -> ours.channel.setBufferedAmountLowThreshold(-1))
          .hasMessageContaining("TypeError");
      a.call(b);
      ours.await("open");
      ChannelEnd theirs = incoming(b, 1);
      byte[] message = new byte[200_000];
      int sent = 0;
      PeerConnectionException refused = null;
      while (refused == null && sent < 10_000) {
        try {
          ours.channel.send(message);
          sent++;
        } catch (PeerConnectionException e) {
          refused = e;
        }
        assertThat(ours.channel.bufferedAmount()).isLessThan(40_000_000);
      }
      assertThat(refused).isNotNull();
      assertThat(refused.error()).isEqualTo(RtcErrorName.OPERATION_ERROR);
      for (int i = 0; i < sent; i++) {
        assertThat((byte[]) theirs.next()).hasSize(200_000);
      }
      ours.await("low");
      Peer.await("nothing buffered", () -> ours.channel.bufferedAmount() == 0);
    }
  }

  @Test
  void wrong_properties_are_refused_with_the_w3c_s_errors() {
    try (Peer a = new Peer()) {
      DataChannelInit d = DataChannelInit.defaults();
      for (DataChannelInit wrong :
          List.of(
              d.withMaxRetransmits(1).withMaxPacketLifeTime(1),
              d.withMaxRetransmits(-1),
              d.withMaxRetransmits(65_536),
              d.withMaxPacketLifeTime(65_536),
              d.withNegotiated(65_535),
              d.withNegotiated(-1),
              d.withProtocol("p".repeat(65_536)))) {
        assertThatThrownBy(() -> a.pc.createDataChannel("x", wrong))
            .isInstanceOfSatisfying(
                PeerConnectionException.class,
                e -> assertThat(e.error()).isEqualTo(RtcErrorName.TYPE_ERROR));
      }
      assertThatThrownBy(() -> a.pc.createDataChannel("ü".repeat(40_000), d))
          .hasMessageContaining("TypeError");
    }
  }

  @Test
  void rfc_8841_the_form_of_old_drafts_is_answered_in_the_same_form_and_works() throws Exception {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      Peer.trickle(a, b);
      ChannelEnd ours = make(a, "old", DataChannelInit.defaults());
      RtcSessionDescription offer = a.pc.setLocalDescription().join();
      b.pc.setRemoteDescription(changed(offer, DataChannelTest::oldForm)).join();
      b.ready();
      RtcSessionDescription answer = b.pc.setLocalDescription().join();
      assertThat(answer.sdp())
          .contains("m=application 9 DTLS/SCTP 5000\r\n")
          .contains("a=sctpmap:5000 webrtc-datachannel 65535\r\n")
          .doesNotContain("a=sctp-port");
      a.pc.setRemoteDescription(answer).join();
      a.ready();
      ours.await("open");
      ours.channel.send("works");
      assertThat(incoming(b, 1).next()).isEqualTo("works");
    }
  }

  private static String oldForm(String sdp) {
    return sdp.replace(
            "m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "m=application 9 DTLS/SCTP 5000")
        .replace("a=sctp-port:5000", "a=sctpmap:5000 webrtc-datachannel 1024");
  }

  @Test
  void a_refused_m_line_closes_the_channels() throws Exception {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      Frames track = Frames.audio("a");
      a.pc.addTrack(track, "s");
      ChannelEnd ours = make(a, "x", DataChannelInit.defaults());
      RtcSessionDescription offer = a.pc.setLocalDescription().join();
      // Port 0 of SCTP is none (RFC 8841 section 5.1): b refuses the m-line.
      b.pc
          .setRemoteDescription(changed(offer, s -> s.replace("sctp-port:5000", "sctp-port:0")))
          .join();
      RtcSessionDescription answer = b.pc.setLocalDescription().join();
      assertThat(answer.sdp()).contains("m=application 0 UDP/DTLS/SCTP");
      a.pc.setRemoteDescription(answer).join();
      ours.await("close");
      assertThat(b.pc.sctp()).isEmpty();
    }
  }

  @Test
  void an_application_m_line_of_another_kind_is_refused() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      Frames track = Frames.audio("a");
      a.pc.addTrack(track, "s");
      make(a, "x", DataChannelInit.defaults());
      RtcSessionDescription offer = a.pc.setLocalDescription().join();
      b.pc
          .setRemoteDescription(
              changed(
                  offer, s -> s.replace("UDP/DTLS/SCTP webrtc-datachannel", "UDP/TLS/UDPTL t38")))
          .join();
      RtcSessionDescription answer = b.pc.setLocalDescription().join();
      assertThat(answer.sdp()).contains("m=application 0 UDP/TLS/UDPTL t38");
    }
  }

  private static RtcSessionDescription changed(
      RtcSessionDescription description, UnaryOperator<String> change) {
    String sdp = change.apply(description.sdp());
    assertThat(sdp).isNotEqualTo(description.sdp());
    return new RtcSessionDescription(description.type(), sdp);
  }

  private static SessionDescription parse(RtcSessionDescription description) throws Exception {
    return SessionDescription.parse(description.sdp());
  }
}
