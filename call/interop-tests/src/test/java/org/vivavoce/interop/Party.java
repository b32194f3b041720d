package org.vivavoce.interop;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Consumer;

/** One end of a pairing: says and takes descriptions and candidates. */
interface Party {
  /** Takes what the other end said. */
  void take(JsonNode signal);

  /** Where what it says goes, also what it has said so far. */
  void signals(Consumer<JsonNode> to);

  /** What each says goes to the other. */
  static void pair(Party a, Party b) {
    a.signals(b::take);
    b.signals(a::take);
  }
}
