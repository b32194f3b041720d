package org.vivavoce.signaling.libp2p.ping;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.Consumer;
import org.vivavoce.signaling.libp2p.connection.PeerStream;
import org.vivavoce.signaling.libp2p.connection.StreamEnd;
import org.vivavoce.signaling.libp2p.connection.StreamHandler;

/** Sends one ping and waits for its echo. */
public final class PingCaller implements StreamHandler {
  private final byte[] payload;
  private final Runnable sent;
  private final Consumer<Boolean> then;
  private final ByteBuffer echo = ByteBuffer.allocate(PingResponder.LENGTH);
  private boolean told;

  /**
   * For one stream.
   *
   * @param payload 32 random bytes
   * @param sent called when it is sent
   * @param then told once whether the right echo came
   */
  public PingCaller(byte[] payload, Runnable sent, Consumer<Boolean> then) {
    this.payload = Arrays.copyOf(payload, PingResponder.LENGTH);
    this.sent = sent;
    this.then = then;
  }

  @Override
  public void onOpen(PeerStream stream) {
    sent.run();
    stream.write(payload);
  }

  @Override
  public void onData(PeerStream stream, ByteBuffer data) {
    if (told || data.remaining() > echo.remaining()) {
      tell(false);
      stream.reset();
      return;
    }
    if (!echo.put(data).hasRemaining()) {
      tell(MessageDigest.isEqual(echo.array(), payload));
      stream.closeWrite();
    }
  }

  @Override
  public void onClosed(PeerStream stream, StreamEnd end) {
    tell(false);
  }

  private void tell(boolean echoed) {
    if (!told) {
      told = true;
      then.accept(echoed);
    }
  }
}
