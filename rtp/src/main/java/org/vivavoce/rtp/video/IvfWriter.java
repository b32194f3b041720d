package org.vivavoce.rtp.video;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes an IVF file: a header of 32 bytes, and before each picture its length and time, all little
 * endian. Times are in units of 1/90,000 s. Each picture is one write, so that a file is whole up
 * to the last one however it ends; therefore the header's count of pictures stays 0, "unknown".
 */
public final class IvfWriter implements Closeable {
  private static final int HEADER = 32;
  private static final int FRAME_HEADER = 12;
  private static final int CLOCK = 90_000;

  private final OutputStream out;

  /**
   * Writes the header.
   *
   * @param out takes the file; closed by {@link #close}
   * @param fourcc {@code VP80} or {@code VP90}
   * @param width in pixels, 0 to 65,535
   * @param height in pixels, 0 to 65,535
   */
  public IvfWriter(OutputStream out, String fourcc, int width, int height) throws IOException {
    this.out = out;
    byte[] name = fourcc.getBytes(StandardCharsets.US_ASCII);
    if (name.length != 4) {
      throw new IllegalArgumentException("a FourCC has four letters: " + fourcc);
    }
    ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    header.put("DKIF".getBytes(StandardCharsets.US_ASCII)).putShort((short) 0);
    header.putShort((short) HEADER).put(name).putShort((short) width).putShort((short) height);
    header.putInt(CLOCK).putInt(1);
    out.write(header.array());
  }

  /**
   * Appends a picture.
   *
   * @param frame its bytes
   * @param time in units of 1/90,000 s, greater than the one before
   */
  public void write(byte[] frame, long time) throws IOException {
    ByteBuffer all =
        ByteBuffer.allocate(FRAME_HEADER + frame.length).order(ByteOrder.LITTLE_ENDIAN);
    out.write(all.putInt(frame.length).putLong(time).put(frame).array());
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
