package org.vivavoce.datachannel;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vivavoce.sctp.SctpConfig;

/** How a driver drives {@link DataChannels}: here both ends, on a path that is a queue. */
class DataChannelsExampleTest {
  private final byte[] buffer = new byte[1500];
  private final long now = System.nanoTime();

  @Test
  void twoEndsExchangeAMessage() {
    List<String> heard = new ArrayList<>();
    DataChannels alice = DataChannels.create(channel -> {});
    DataChannels bob =
        DataChannels.create(
            channel ->
                channel.setListener(
                    new DataChannelListener() {
                      @Override
                      public void onMessage(String text) {
                        heard.add(text);
                      }
                    }));
    DataChannel chat = alice.createDataChannel("chat", DataChannelInit.defaults());
    chat.setListener(
        new DataChannelListener() {
          @Override
          public void onOpen() {
            chat.send("hello, Bob", now);
          }
        });
    alice.start(SctpConfig.defaults(), new SecureRandom(), true, 65_536, now);
    bob.start(SctpConfig.defaults(), new SecureRandom(), false, 65_536, now);

    ArrayDeque<byte[]> toBob = new ArrayDeque<>();
    ArrayDeque<byte[]> toAlice = new ArrayDeque<>();
    while (heard.isEmpty()) {
      drain(alice, toBob);
      drain(bob, toAlice);
      deliver(toBob, bob);
      deliver(toAlice, alice);
    }
    assertThat(heard).containsExactly("hello, Bob");
  }

  private void drain(DataChannels from, ArrayDeque<byte[]> path) {
    for (int n = from.nextPacket(buffer, 0, now); n > 0; n = from.nextPacket(buffer, 0, now)) {
      path.add(Arrays.copyOf(buffer, n));
    }
  }

  private void deliver(ArrayDeque<byte[]> path, DataChannels to) {
    while (!path.isEmpty()) {
      byte[] packet = path.remove();
      to.receive(packet, 0, packet.length, now);
    }
  }
}
