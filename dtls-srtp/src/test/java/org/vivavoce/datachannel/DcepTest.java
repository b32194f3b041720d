package org.vivavoce.datachannel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.vivavoce.datachannel.ChannelPair.Log;
import org.vivavoce.sctp.Association;
import org.vivavoce.sctp.Ppid;
import org.vivavoce.sctp.SctpConfig;
import org.vivavoce.sctp.SctpEvent;
import org.vivavoce.sctp.SendOptions;
import org.vivavoce.sctp.StreamId;

/** RFC 8832 on the wire, and peers that do not keep to it. */
class DcepTest {
  /** A bare association on the other side, which is the DTLS client: its ids are even. */
  private static final class Bare {
    final DataChannels channels;
    final Association association;
    final List<Log> logs = new java.util.ArrayList<>();
    final List<DataChannel> opened = new java.util.ArrayList<>();
    final List<SctpEvent> events = new java.util.ArrayList<>();
    long now;

    Bare(SctpConfig config) {
      Random random = new Random(8832);
      channels =
          DataChannels.create(
              channel -> {
                opened.add(channel);
                logs.add(ChannelPair.listen(channel));
              });
      association = Association.create(SctpConfig.defaults(), random);
      channels.start(config, random, false, 0, now);
      association.connect(now);
      exchange();
    }

    void exchange() {
      byte[] buffer = new byte[2000];
      boolean moved = true;
      for (int i = 0; i < 10_000 && moved; i++) {
        moved = false;
        for (int n = association.nextPacket(buffer, 0, now); n > 0; ) {
          moved = true;
          channels.receive(buffer, 0, n, now);
          n = association.nextPacket(buffer, 0, now);
        }
        for (int n = channels.nextPacket(buffer, 0, now); n > 0; ) {
          moved = true;
          association.receive(buffer, 0, n, now);
          n = channels.nextPacket(buffer, 0, now);
        }
        for (SctpEvent event = association.pollEvent(); event != null; ) {
          events.add(event);
          event = association.pollEvent();
        }
        if (channels.nextDeadline() <= now) {
          channels.onTimeout(now);
          moved = true;
        }
      }
    }

    /** Lets time pass until something holds. */
    void until(BooleanSupplier condition) {
      exchange();
      for (int i = 0; i < 1000 && !condition.getAsBoolean(); i++) {
        now += 10_000_000;
        association.onTimeout(now);
        channels.onTimeout(now);
        exchange();
      }
      assertThat(condition.getAsBoolean()).isTrue();
    }

    void send(int stream, Ppid ppid, byte[] data) {
      association.send(new StreamId(stream), ppid, data, 0, data.length, SendOptions.RELIABLE, now);
      exchange();
    }

    void open(int stream, String label) {
      send(stream, Ppid.DCEP, new OpenMessage(label, DataChannelInit.defaults()).toBytes());
    }
  }

  private final Bare bare = new Bare(SctpConfig.defaults().withMaxMessageSize(10_000));

  @Test
  void rfc8832OpenIsReadAndWritten() {
    DataChannelInit init =
        DataChannelInit.defaults()
            .withOrdered(false)
            .withMaxPacketLifeTime(500)
            .withProtocol("p")
            .withPriority(Priority.MEDIUM);
    byte[] wire = new OpenMessage("läb", init).toBytes();
    assertThat(HexFormat.of().formatHex(wire))
        .isEqualTo("03820200" + "000001f4" + "00040001" + "6cc3a462" + "70");
    assertThat(OpenMessage.parse(wire, wire.length)).isEqualTo(new OpenMessage("läb", init));
    assertThat(HexFormat.of().formatHex(AckMessage.toBytes())).isEqualTo("02");
    for (int length = 0; length < wire.length; length++) {
      assertThat(OpenMessage.parse(wire, length)).isNull();
    }
    wire[1] = 3;
    assertThat(OpenMessage.parse(wire, wire.length)).as("unknown channel type").isNull();
    wire[1] = 1;
    Arrays.fill(wire, 4, 8, (byte) 0xFF);
    assertThat(OpenMessage.parse(wire, wire.length).init().maxRetransmits()).hasValue(65_535);
  }

  @Test
  void prioritiesOfOthersAreRoundedUp() {
    assertThat(List.of(0, 1, 128, 129, 256, 300, 512, 1024, 65_535).stream().map(Priority::of))
        .containsExactly(
            Priority.LOW,
            Priority.VERY_LOW,
            Priority.VERY_LOW,
            Priority.LOW,
            Priority.LOW,
            Priority.MEDIUM,
            Priority.MEDIUM,
            Priority.HIGH,
            Priority.HIGH);
  }

  @Test
  void anOpenIsAcknowledgedBeforeAnythingElse() {
    bare.open(4, "x");
    assertThat(bare.opened.get(0).label()).isEqualTo("x");
    SctpEvent.Message ack = (SctpEvent.Message) bare.events.get(bare.events.size() - 1);
    assertThat(ack.ppid()).isEqualTo(Ppid.DCEP);
    assertThat(ack.stream()).isEqualTo(new StreamId(4));
    assertThat(ack.data()[0]).isEqualTo((byte) 2);
  }

  @Test
  void anOpenForAnIdInUseClosesTheChannel() {
    bare.open(4, "x");
    bare.open(4, "y");
    assertThat(bare.opened).hasSize(1);
    assertThat(bare.logs.get(0).lines).containsExactly("open", "error OperationError");
    assertThat(bare.opened.get(0).readyState()).isEqualTo(DataChannelState.CLOSING);
    bare.until(() -> bare.events.stream().anyMatch(e -> isReset(e, 4)));
  }

  private static boolean isReset(SctpEvent event, int stream) {
    return event instanceof SctpEvent.IncomingStreamsReset reset
        && reset.streams().contains(new StreamId(stream));
  }

  @Test
  void anOpenForAnIdOfOursIsAnsweredByAReset() {
    bare.open(7, "x");
    assertThat(bare.opened).isEmpty();
    assertThat(bare.channels.dropped()).isEqualTo(1);
    bare.until(() -> bare.events.stream().anyMatch(e -> isReset(e, 7)));
  }

  @Test
  void brokenMessagesOfTheProtocolAreDropped() {
    byte[] open = new OpenMessage("label", DataChannelInit.defaults()).toBytes();
    Random random = new Random(5);
    for (int i = 0; i < 200; i++) {
      byte[] broken = Arrays.copyOf(open, 1 + random.nextInt(open.length + 5));
      broken[0] = (byte) random.nextInt();
      broken[random.nextInt(broken.length)] = (byte) random.nextInt();
      if (OpenMessage.parse(broken, broken.length) == null) {
        bare.send(2 * i, Ppid.DCEP, broken);
      }
    }
    bare.send(2, Ppid.BINARY, new byte[3]);
    bare.send(2, new Ppid(12345), new byte[3]);
    bare.send(2, Ppid.DCEP, AckMessage.toBytes());
    assertThat(bare.channels.dropped()).isGreaterThan(150);
    bare.open(1000, "fine");
    assertThat(bare.opened.stream().map(DataChannel::label)).contains("fine");
  }

  @Test
  void partsOfTheDeprecatedFormMakeOneMessage() {
    bare.open(0, "x");
    bare.send(0, Ppid.BINARY_PARTIAL, new byte[3000]);
    bare.send(0, Ppid.BINARY_PARTIAL, new byte[3000]);
    bare.send(0, Ppid.BINARY, new byte[4000]);
    bare.send(0, Ppid.STRING_PARTIAL, "a".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    bare.send(0, Ppid.STRING, "b".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    bare.send(0, Ppid.STRING_EMPTY, new byte[1]);
    bare.send(0, Ppid.BINARY_EMPTY, new byte[1]);
    assertThat(bare.logs.get(0).lines)
        .containsExactly("open", "binary 10000", "text ab", "text ", "binary 0");
    for (int i = 0; i < 10; i++) {
      bare.send(0, Ppid.BINARY_PARTIAL, new byte[3000]);
    }
    assertThat(bare.logs.get(0).lines).contains("error OperationError");
  }

  @Test
  void aMessageOverOurLimitClosesItsChannel() {
    bare.open(0, "x");
    bare.open(2, "y");
    bare.send(0, Ppid.BINARY, new byte[10_001]);
    bare.send(2, Ppid.BINARY, new byte[10_000]);
    assertThat(bare.logs.get(0).lines).containsExactly("open", "error OperationError");
    assertThat(bare.logs.get(1).lines).containsExactly("open", "binary 10000");
  }

  @Test
  void channelsPastTheOtherSidesStreamsFail() {
    ChannelPair pair = new ChannelPair(1, 1_000_000, 0);
    SctpConfig few = SctpConfig.defaults().withStreams(4, 4);
    final Log high =
        ChannelPair.listen(
            pair.client.createDataChannel("", DataChannelInit.defaults().withNegotiated(4)));
    for (int i = 0; i < 3; i++) {
      pair.client.createDataChannel("c" + i, DataChannelInit.defaults());
    }
    pair.start(SctpConfig.defaults(), few);
    pair.until(() -> pair.atServer.size() == 2);
    pair.run(ChannelPair.SECOND);
    assertThat(high.lines).containsExactly("error OperationError", "close");
    assertThat(pair.atServer).hasSize(2);
    org.assertj.core.api.Assertions.assertThatExceptionOfType(DataChannelException.class)
        .isThrownBy(() -> pair.client.createDataChannel("", DataChannelInit.defaults()))
        .withMessageStartingWith("OperationError");
  }

  @Test
  void unorderedChannelsSendInOrderUntilTheOtherSideKnowsOfThem() {
    ChannelPair pair = new ChannelPair(3, 20_000_000, 0.3);
    DataChannel channel =
        pair.client.createDataChannel("u", DataChannelInit.defaults().withOrdered(false));
    channel.setListener(
        new DataChannelListener() {
          @Override
          public void onOpen() {
            for (int i = 0; i < 20; i++) {
              channel.send("m" + i, pair.now());
            }
          }
        });
    pair.start();
    pair.until(() -> !pair.serverLogs.isEmpty() && pair.serverLogs.get(0).lines.size() == 21);
    assertThat(pair.server.dropped()).isZero();
  }
}
