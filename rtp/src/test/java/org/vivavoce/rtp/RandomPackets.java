package org.vivavoce.rtp;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;

/** Well-formed RTP packets of all kinds, put together byte by byte without the code under test. */
final class RandomPackets {
  private RandomPackets() {}

  static byte[] next(Random random) {
    return next(random, true);
  }

  /**
   * With or without padding between extension elements; behind them there may be some in any case.
   */
  static byte[] next(Random random, boolean gaps) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int csrcs = random.nextInt(3) == 0 ? random.nextInt(16) : 0;
    int form = random.nextInt(4);
    boolean padded = random.nextInt(4) == 0;
    out.write(0x80 | (padded ? 0x20 : 0) | (form > 0 ? 0x10 : 0) | csrcs);
    for (int i = 0; i < 11 + 4 * csrcs; i++) {
      out.write(random.nextInt(256));
    }
    if (form > 0) {
      byte[] elements = form == 1 ? twoByte(random, gaps) : oneByte(random, gaps);
      int words = (elements.length + 3) / 4;
      out.write(form == 1 ? 0x10 : 0xBE);
      out.write(form == 1 ? random.nextInt(16) : 0xDE);
      out.write(words >>> 8);
      out.write(words);
      out.writeBytes(Arrays.copyOf(elements, 4 * words));
    }
    byte[] payload = new byte[random.nextInt(200)];
    random.nextBytes(payload);
    out.writeBytes(payload);
    if (padded) {
      int padding = 1 + random.nextInt(255);
      out.writeBytes(new byte[padding - 1]);
      out.write(padding);
    }
    return out.toByteArray();
  }

  private static byte[] oneByte(Random random, boolean gaps) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int used = 0;
    for (int n = 1 + random.nextInt(5); n > 0; n--) {
      int id = 1 + random.nextInt(14);
      if ((used & 1 << id) != 0) {
        continue;
      }
      used |= 1 << id;
      byte[] data = new byte[1 + random.nextInt(16)];
      random.nextBytes(data);
      out.write(id << 4 | (data.length - 1));
      out.writeBytes(data);
      out.writeBytes(new byte[gaps ? random.nextInt(3) : 0]);
    }
    return out.toByteArray();
  }

  private static byte[] twoByte(Random random, boolean gaps) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int id = 0;
    for (int n = 1 + random.nextInt(5); n > 0; n--) {
      id += 1 + random.nextInt(20);
      byte[] data = new byte[random.nextInt(40)];
      random.nextBytes(data);
      out.write(id);
      out.write(data.length);
      out.writeBytes(data);
      out.writeBytes(new byte[gaps ? random.nextInt(3) : 0]);
    }
    return out.toByteArray();
  }

  /** The same with a few bytes changed, cut off, or grown. */
  static byte[] mutate(Random random, byte[] packet) {
    byte[] mutant =
        Arrays.copyOf(
            packet,
            switch (random.nextInt(4)) {
              case 0 -> random.nextInt(packet.length + 1);
              case 1 -> packet.length + random.nextInt(8);
              default -> packet.length;
            });
    for (int n = random.nextInt(6); n > 0 && mutant.length > 0; n--) {
      // Half of them where the lengths are.
      int range = random.nextBoolean() ? mutant.length : Math.min(mutant.length, 32);
      mutant[random.nextInt(range)] = (byte) random.nextInt(256);
    }
    return mutant;
  }
}
