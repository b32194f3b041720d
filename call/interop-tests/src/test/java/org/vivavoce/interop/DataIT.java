package org.vivavoce.interop;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vivavoce.interop.driven.DataPeer;

/**
 * Data channels with stacks that are no browsers, beside sound: echoes in text and bytes of every
 * size, a hundred channels, unordered ones, megabytes with a checksum, and closing from either
 * side.
 */
class DataIT extends InNetwork {

  @ParameterizedTest
  @CsvSource({
    "WRTC, true, 20",
    "WRTC, false, 20",
    "PION, true, 20",
    "PION, false, 20",
    "AIORTC, false, 20"
  })
  void messages_come_back_as_they_were(Stack stack, boolean weOffer, int megabytes)
      throws Exception {
    stack.require();
    Path folder = folder();
    List<String> command = Vivavoce.java();
    command.addAll(List.of("-cp", House.JAR + ":" + House.MODULE.resolve("target/test-classes")));
    command.add(DataPeer.class.getName());
    command.addAll(List.of(weOffer ? "offer" : "answer", Integer.toString(megabytes)));
    try (PeerProcess us = PeerProcess.start("ours", folder, network(), command);
        PeerProcess them = stack.start(folder, network(), weOffer ? "answer" : "offer", "--data")) {
      Party.pair(us, them);
      us.event("done");
      them.endInput();
      them.event("done");
    }
  }
}
