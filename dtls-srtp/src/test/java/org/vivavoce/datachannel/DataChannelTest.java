package org.vivavoce.datachannel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.vivavoce.datachannel.ChannelPair.Log;
import org.vivavoce.sctp.SctpConfig;

/** The W3C's rules of data channels, over two associations. */
class DataChannelTest {
  private static final long DELAY = 10_000_000;

  private final ChannelPair pair = new ChannelPair(8832, DELAY, 0);

  private static void assertError(DataChannelErrorName name, ThrowingCallable call) {
    assertThatExceptionOfType(DataChannelException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.error()).isEqualTo(name))
        .withMessageStartingWith(name.text());
  }

  @Test
  void aChannelMadeBeforeTheTransportOpensOnBothSides() {
    DataChannel channel =
        pair.client.createDataChannel(
            "läbel",
            DataChannelInit.defaults()
                .withOrdered(false)
                .withMaxRetransmits(3)
                .withProtocol("próto")
                .withPriority(Priority.HIGH));
    Log log = ChannelPair.listen(channel);
    assertThat(channel.readyState()).isEqualTo(DataChannelState.CONNECTING);
    assertThat(channel.id()).isEmpty();
    pair.start();
    pair.until(() -> pair.atServer.size() == 1);

    assertThat(channel.readyState()).isEqualTo(DataChannelState.OPEN);
    assertThat(channel.id()).hasValue(0);
    assertThat(log.lines).containsExactly("open");
    DataChannel remote = pair.atServer.get(0);
    assertThat(remote.label()).isEqualTo("läbel");
    assertThat(remote.init().protocol()).isEqualTo("próto");
    assertThat(remote.init().ordered()).isFalse();
    assertThat(remote.init().maxRetransmits()).hasValue(3);
    assertThat(remote.init().maxPacketLifeTime()).isEmpty();
    assertThat(remote.init().priority()).isEqualTo(Priority.HIGH);
    assertThat(remote.id()).hasValue(0);
    assertThat(pair.serverLogs.get(0).lines).containsExactly("open");
  }

  @Test
  void theHandshakeAndTheFirstMessageTakeTwoRoundTrips() {
    DataChannel channel = pair.client.createDataChannel("fast", DataChannelInit.defaults());
    long start = pair.now();
    channel.setListener(
        new DataChannelListener() {
          @Override
          public void onOpen() {
            channel.send("hello", pair.now());
          }
        });
    pair.start();
    pair.until(() -> !pair.serverLogs.isEmpty() && pair.serverLogs.get(0).lines.size() == 2);
    assertThat(pair.serverLogs.get(0).lines).containsExactly("open", "text hello");
    assertThat(pair.now() - start).isLessThanOrEqualTo(5 * DELAY);
  }

  @Test
  void textAndBytesOfEverySizeComeBack() {
    Log log = openEcho();
    DataChannel channel = openChannel;
    int[] sizes = {0, 1, 1200, 65_535, 262_144};
    List<String> expected = new ArrayList<>(List.of("open"));
    for (int size : sizes) {
      byte[] bytes = new byte[size];
      for (int i = 0; i < size; i++) {
        bytes[i] = (byte) ('a' + i % 26);
      }
      channel.send(bytes, pair.now());
      channel.send(new String(bytes, StandardCharsets.UTF_8), pair.now());
      expected.add("binary " + size);
      expected.add("text " + new String(bytes, StandardCharsets.UTF_8));
    }
    pair.until(() -> log.lines.size() == expected.size());
    assertThat(log.lines.equals(expected)).as("the same messages in the same order").isTrue();
    assertThat(log.binary.get(4)[262_143]).isEqualTo((byte) ('a' + 262_143 % 26));
    assertThat(channel.stats()).isEqualTo(new DataChannelStats(10, 2 * 328_880, 10, 2 * 328_880));
  }

  private DataChannel openChannel;

  /** Opens a channel from the client, whose messages the server sends back. */
  private Log openEcho() {
    openChannel = pair.client.createDataChannel("echo", DataChannelInit.defaults());
    Log log = ChannelPair.listen(openChannel);
    pair.start();
    pair.until(() -> pair.atServer.size() == 1);
    DataChannel remote = pair.atServer.get(0);
    remote.setListener(
        new DataChannelListener() {
          @Override
          public void onMessage(String text) {
            remote.send(text, pair.now());
          }

          @Override
          public void onMessage(byte[] data) {
            remote.send(data, pair.now());
          }
        });
    return log;
  }

  @Test
  void idsAreEvenAtTheDtlsClientAndOddAtTheServer() {
    DataChannel early = pair.server.createDataChannel("s", DataChannelInit.defaults());
    pair.start();
    DataChannel a = pair.client.createDataChannel("a", DataChannelInit.defaults());
    DataChannel b = pair.client.createDataChannel("b", DataChannelInit.defaults());
    pair.until(() -> pair.atServer.size() == 2 && pair.atClient.size() == 1);
    DataChannel late = pair.server.createDataChannel("late", DataChannelInit.defaults());
    pair.until(() -> pair.atClient.size() == 2);
    assertThat(List.of(a.id().getAsInt(), b.id().getAsInt())).containsExactly(0, 2);
    assertThat(List.of(early.id().getAsInt(), late.id().getAsInt())).containsExactly(1, 3);
  }

  @Test
  void negotiatedChannelsOpenWithoutBeingAnnounced() {
    DataChannelInit init = DataChannelInit.defaults().withNegotiated(77);
    DataChannel a = pair.client.createDataChannel("a", init);
    DataChannel b = pair.server.createDataChannel("b", init);
    final Log logA = ChannelPair.listen(a);
    final Log logB = ChannelPair.listen(b);
    pair.start();
    pair.until(
        () -> a.readyState() == DataChannelState.OPEN && b.readyState() == DataChannelState.OPEN);
    a.send("to b", pair.now());
    b.send("to a", pair.now());
    pair.until(() -> logA.lines.size() == 2 && logB.lines.size() == 2);
    assertThat(logA.lines).containsExactly("open", "text to a");
    assertThat(logB.lines).containsExactly("open", "text to b");
    assertThat(pair.atServer).isEmpty();
    assertThat(pair.atClient).isEmpty();
  }

  @Test
  void closingDeliversWhatWasSentAndClosesBothSides() {
    Log log = openEcho();
    Log remote = new Log();
    pair.atServer.get(0).setListener(remote);
    openChannel.send(new byte[200_000], pair.now());
    openChannel.send("last", pair.now());
    openChannel.close();
    assertThat(openChannel.readyState()).isEqualTo(DataChannelState.CLOSING);
    assertError(
        DataChannelErrorName.INVALID_STATE_ERROR, () -> openChannel.send("too late", pair.now()));
    pair.until(() -> openChannel.readyState() == DataChannelState.CLOSED);
    pair.run(ChannelPair.SECOND);
    assertThat(log.lines).containsExactly("open", "close");
    assertThat(remote.lines).containsExactly("binary 200000", "text last", "closing", "close");
    openChannel.close();
    assertThat(log.lines).containsExactly("open", "close");
  }

  @Test
  void anIdIsUsedAgainAfterItsChannelIsClosed() {
    DataChannelInit init = DataChannelInit.defaults().withNegotiated(5);
    for (int round = 0; round < 3; round++) {
      DataChannel a = pair.client.createDataChannel("a", init);
      DataChannel b = pair.server.createDataChannel("b", init);
      Log log = ChannelPair.listen(b);
      if (round == 0) {
        pair.start();
      }
      pair.until(
          () -> a.readyState() == DataChannelState.OPEN && b.readyState() == DataChannelState.OPEN);
      a.send("round " + round, pair.now());
      pair.until(() -> log.lines.size() == 2);
      assertThat(log.lines).containsExactly("open", "text round " + round);
      // Both at once.
      a.close();
      b.close();
      pair.until(
          () ->
              a.readyState() == DataChannelState.CLOSED
                  && b.readyState() == DataChannelState.CLOSED);
    }
  }

  @Test
  void wrongOptionsGetTheErrorsOfTheStandard() {
    DataChannelInit init = DataChannelInit.defaults();
    DataChannels channels = pair.client;
    String tooLong = "é".repeat(32_768);
    List<ThrowingCallable> typeErrors =
        List.of(
            () -> channels.createDataChannel(tooLong, init),
            () -> channels.createDataChannel("", init.withProtocol(tooLong)),
            () -> channels.createDataChannel("", init.withMaxRetransmits(-1)),
            () -> channels.createDataChannel("", init.withMaxPacketLifeTime(65_536)),
            () ->
                channels.createDataChannel("", init.withMaxRetransmits(1).withMaxPacketLifeTime(1)),
            () -> channels.createDataChannel("", init.withNegotiated(65_535)));
    typeErrors.forEach(call -> assertError(DataChannelErrorName.TYPE_ERROR, call));
    channels.createDataChannel("", init.withNegotiated(65_534));
    assertError(
        DataChannelErrorName.OPERATION_ERROR,
        () -> channels.createDataChannel("", init.withNegotiated(65_534)));
  }

  @Test
  void aMessageLongerThanTheOtherSideTakesIsRefused() {
    SctpConfig small = SctpConfig.defaults().withMaxMessageSize(1000);
    DataChannel channel = pair.client.createDataChannel("", DataChannelInit.defaults());
    pair.start(SctpConfig.defaults(), small);
    pair.until(() -> pair.atServer.size() == 1);
    channel.send(new byte[1000], pair.now());
    assertError(DataChannelErrorName.TYPE_ERROR, () -> channel.send(new byte[1001], pair.now()));
  }

  @Test
  void aFullBufferRefusesAndTellsWhenThereIsRoom() {
    SctpConfig config = SctpConfig.defaults().withSendBuffer(100_000);
    DataChannel channel = pair.client.createDataChannel("", DataChannelInit.defaults());
    final Log log = ChannelPair.listen(channel);
    pair.start(config, config);
    pair.until(() -> pair.atServer.size() == 1);
    channel.setBufferedAmountLowThreshold(30_000);
    while (channel.bufferedAmount() < 90_000) {
      channel.send(new byte[10_000], pair.now());
    }
    assertThat(channel.bufferedAmount()).isEqualTo(90_000);
    assertError(
        DataChannelErrorName.OPERATION_ERROR, () -> channel.send(new byte[10_000], pair.now()));
    pair.until(() -> log.lows > 0);
    assertThat(channel.bufferedAmount()).isLessThanOrEqualTo(30_000);
    pair.until(() -> channel.bufferedAmount() == 0);
    assertThat(log.lows).isEqualTo(1);
  }

  @Test
  void aHundredChannelsComeAndGoOverABadPath() {
    ChannelPair bad = new ChannelPair(100, DELAY, 0.1);
    List<DataChannel> channels = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      DataChannel channel = bad.client.createDataChannel("c" + i, DataChannelInit.defaults());
      channel.setListener(
          new DataChannelListener() {
            @Override
            public void onOpen() {
              channel.send("I am " + channel.label(), bad.now());
            }
          });
      channels.add(channel);
    }
    bad.start();
    bad.until(
        () ->
            bad.serverLogs.size() == 100
                && bad.serverLogs.stream().allMatch(log -> log.lines.size() == 2));
    for (int i = 0; i < 100; i++) {
      String label = bad.atServer.get(i).label();
      assertThat(bad.serverLogs.get(i).lines).containsExactly("open", "text I am " + label);
    }
    channels.forEach(DataChannel::close);
    bad.until(
        () ->
            channels.stream().allMatch(c -> c.readyState() == DataChannelState.CLOSED)
                && bad.atServer.stream().allMatch(c -> c.readyState() == DataChannelState.CLOSED));
  }

  @Test
  void closingTheTransportClosesAllChannels() {
    final Log log = openEcho();
    DataChannel waiting = pair.client.createDataChannel("w", DataChannelInit.defaults());
    final Log waitingLog = ChannelPair.listen(waiting);
    Log remote = new Log();
    pair.atServer.get(0).setListener(remote);
    pair.client.close(pair.now());
    assertThat(log.lines).containsExactly("open", "close");
    assertThat(waitingLog.lines).containsExactly("close");
    pair.until(() -> pair.atServer.get(0).readyState() == DataChannelState.CLOSED);
    assertThat(remote.lines).containsExactly("error OperationError", "close");
    assertError(
        DataChannelErrorName.INVALID_STATE_ERROR,
        () -> pair.client.createDataChannel("", DataChannelInit.defaults()));
  }
}
