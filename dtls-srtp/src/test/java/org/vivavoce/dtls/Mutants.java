package org.vivavoce.dtls;

import java.util.Arrays;
import java.util.Random;

/** Broken copies of datagrams. */
final class Mutants {
  private Mutants() {}

  /** Flips bits, overwrites, truncates, extends, repeats, or makes something up. */
  static byte[] of(byte[] original, Random random) {
    byte[] bytes = original.clone();
    switch (random.nextInt(8)) {
      case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      case 1 -> {
        bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(64));
        for (int i = original.length; i < bytes.length; i++) {
          bytes[i] = (byte) random.nextInt();
        }
      }
      case 2 -> {
        bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
      }
      case 3 -> {
        // The length of the first record.
        if (bytes.length > 12) {
          bytes[11] = 0;
          bytes[12] = (byte) random.nextInt(40);
          bytes = Arrays.copyOf(bytes, Math.min(bytes.length, 13 + (bytes[12] & 0xff)));
        }
      }
      case 4 -> {
        int half = bytes.length / 2;
        byte[] twice = Arrays.copyOf(bytes, bytes.length + half);
        System.arraycopy(bytes, bytes.length - half, twice, bytes.length, half);
        twice[bytes.length / 2] ^= 1;
        bytes = twice;
      }
      case 5 -> {
        // A header's field.
        for (int i = 0; i < 3 && bytes.length > 0; i++) {
          bytes[random.nextInt(Math.min(25, bytes.length))] = (byte) random.nextInt();
        }
      }
      default -> {
        for (int i = 1 + random.nextInt(8); i > 0 && bytes.length > 0; i--) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
    }
    return bytes;
  }
}
