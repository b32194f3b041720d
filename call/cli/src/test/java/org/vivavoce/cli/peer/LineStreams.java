package org.vivavoce.cli.peer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * Standard streams for a command in this JVM. The JDK's pipes will not do: they take the end of the
 * thread that wrote last for the end of the stream.
 */
final class LineStreams {
  private LineStreams() {}

  /** Gives what was put in, and waits for more until it is ended. */
  static final class In extends InputStream {
    private static final byte[] END = {};

    private final LinkedBlockingQueue<byte[]> chunks = new LinkedBlockingQueue<>();
    private byte[] chunk = {0};
    private int at = 1;

    void line(String text) {
      chunks.add((text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    void end() {
      chunks.add(END);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (at == chunk.length && chunk != END) {
        try {
          chunk = chunks.take();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException("interrupted while waiting for a line");
        }
        at = 0;
      }
      if (chunk == END) {
        return -1;
      }
      int n = Math.min(length, chunk.length - at);
      System.arraycopy(chunk, at, bytes, offset, n);
      at += n;
      return n;
    }
  }

  /** Hands each line to a consumer, on the thread that wrote its end. */
  static final class Out extends OutputStream {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final Consumer<String> lines;

    Out(Consumer<String> lines) {
      this.lines = lines;
    }

    @Override
    public synchronized void write(int b) {
      if (b == '\n') {
        lines.accept(line.toString(StandardCharsets.UTF_8));
        line.reset();
      } else {
        line.write(b);
      }
    }
  }
}
