package org.vivavoce.ice;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.Function;

/** Gives a STUN message to whom it is for: responses by transaction id, checks by ufrag. */
final class StunDemux {
  private StunDemux() {}

  /** On the loop; what is for nobody is counted. */
  static void dispatch(
      LocalPath path,
      InetSocketAddress source,
      ByteBuffer packet,
      long now,
      StunTransactions transactions,
      Function<String, IceSession> byUsernameFragment,
      Counters counters) {
    StunMessage message = StunMessage.parse(packet);
    if (message == null) {
      counters.stunMalformed.increment();
    } else if (message.isResponse()) {
      if (!transactions.onResponse(path, source, message, now)) {
        counters.stunUnmatched.increment();
      }
    } else if (message.type() == StunMessage.BINDING_REQUEST) {
      String username = message.text(StunMessage.USERNAME);
      int colon = username == null ? -1 : username.indexOf(':');
      IceSession session =
          colon < 0 ? null : byUsernameFragment.apply(username.substring(0, colon));
      if (session == null) {
        counters.stunForged.increment();
      } else {
        session.onCheck(path, source, username, message, now);
      }
    } else if (message.type() != StunMessage.BINDING_INDICATION) {
      counters.stunMalformed.increment();
    }
  }
}
