package org.vivavoce.signaling.libp2p.connection;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;
import org.vivavoce.signaling.libp2p.multiformats.PublicKey;
import org.vivavoce.signaling.libp2p.noise.NoiseIdentity;
import org.vivavoce.signaling.libp2p.yamux.YamuxLimits;

/**
 * Two ends of a connection without sockets, in virtual time; bytes travel in pieces of any size.
 */
final class Ends {
  static final long TIMEOUT = 10_000_000_000L;

  /** One end and what it heard. */
  static final class End implements ConnectionListener {
    final Identity identity;
    final PeerId id;
    final Map<String, Function<PeerStream, StreamHandler>> protocols = new HashMap<>();
    final List<String> events = new ArrayList<>();
    Connection connection;

    End(Identity identity) {
      this.identity = identity;
      id = PeerId.of(identity.did());
    }

    void open(boolean initiator, Optional<PeerId> expected, Random random) {
      byte[] keys = new byte[64];
      random.nextBytes(keys);
      NoiseIdentity noise =
          NoiseIdentity.create(
              PublicKey.ofEd25519(identity.did().keyBytes()),
              identity::sign,
              java.util.Arrays.copyOf(keys, 32));
      connection =
          new Connection(
              new ConnectionParameters(
                  initiator,
                  id,
                  noise,
                  java.util.Arrays.copyOfRange(keys, 32, 64),
                  expected,
                  name -> Optional.ofNullable(protocols.get(name)),
                  YamuxLimits.defaults(),
                  TIMEOUT),
              this,
              () -> {},
              0);
    }

    @Override
    public void onEstablished(Connection established) {
      events.add("established");
    }

    @Override
    public void onClosed(Connection closed, CloseReason reason) {
      events.add("closed " + reason.kind());
    }
  }

  private static final Identity ALICE = Identity.generate();
  private static final Identity BOB = Identity.generate();

  final End dialer = new End(ALICE);
  final End listener = new End(BOB);
  final Random random;
  long now;

  Ends(long seed) {
    random = new Random(seed);
  }

  Ends open() {
    return open(Optional.of(listener.id));
  }

  Ends open(Optional<PeerId> expected) {
    dialer.open(true, expected, random);
    listener.open(false, Optional.empty(), random);
    return this;
  }

  /** Until nothing moves any more. */
  Ends exchange() {
    return exchange(UnaryOperator.identity());
  }

  /** With what a person in the middle makes of the dialer's bytes. */
  Ends exchange(UnaryOperator<byte[]> middle) {
    boolean moved = true;
    for (int rounds = 0; moved; rounds++) {
      if (rounds > 10_000) {
        throw new AssertionError("the two never come to rest");
      }
      moved = move(dialer, listener, middle) | move(listener, dialer, UnaryOperator.identity());
    }
    return this;
  }

  private boolean move(End from, End to, UnaryOperator<byte[]> middle) {
    if (!from.connection.hasOutput()) {
      return false;
    }
    ByteBuffer out = ByteBuffer.allocate(64 + random.nextInt(70_000));
    from.connection.pull(out);
    byte[] bytes = java.util.Arrays.copyOf(out.array(), out.position());
    ByteBuffer in = ByteBuffer.wrap(middle.apply(bytes));
    while (in.hasRemaining()) {
      int part = 1 + random.nextInt(in.remaining());
      to.connection.receive(in.slice(in.position(), part), now);
      in.position(in.position() + part);
    }
    return true;
  }
}
