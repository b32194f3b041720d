package org.vivavoce.signaling.libp2p.multiformats;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.HexFormat;
import org.vivavoce.signaling.Base58;

/**
 * Bytes as text whose first character says how (<a
 * href="https://github.com/multiformats/multibase">multibase</a>).
 *
 * <p>At most {@value #MAX_CHARACTERS} characters are read: nothing that a peer id or an address
 * holds is longer.
 */
public enum Multibase {
  /** Hexadecimal, lower case. */
  BASE16('f') {
    @Override
    String digits(byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }

    @Override
    byte[] bytes(String digits) {
      return HexFormat.of().parseHex(digits);
    }
  },
  /** RFC 4648 section 6 in lower case, without padding. */
  BASE32('b') {
    @Override
    String digits(byte[] bytes) {
      StringBuilder out = new StringBuilder(bytes.length * 8 / 5 + 1);
      int held = 0;
      int bits = 0;
      for (byte b : bytes) {
        held = held << 8 | b & 0xff;
        bits += 8;
        while (bits >= 5) {
          bits -= 5;
          out.append(RFC4648.charAt(held >> bits & 31));
        }
        held &= (1 << bits) - 1;
      }
      if (bits > 0) {
        out.append(RFC4648.charAt(held << 5 - bits & 31));
      }
      return out.toString();
    }

    @Override
    byte[] bytes(String digits) {
      ByteArrayOutputStream out = new ByteArrayOutputStream(digits.length() * 5 / 8);
      int held = 0;
      int bits = 0;
      for (int i = 0; i < digits.length(); i++) {
        int digit = RFC4648.indexOf(digits.charAt(i));
        if (digit < 0) {
          throw new IllegalArgumentException(
              "'" + printable(digits.charAt(i)) + "' is no base32 character");
        }
        held = held << 5 | digit;
        bits += 5;
        if (bits >= 8) {
          bits -= 8;
          out.write(held >> bits);
          held &= (1 << bits) - 1;
        }
      }
      if (bits >= 5 || held != 0) {
        throw new IllegalArgumentException("base32 with bits left over");
      }
      return out.toByteArray();
    }
  },
  /** Digits and lower-case letters as one number. */
  BASE36('k') {
    @Override
    String digits(byte[] bytes) {
      int zeros = leading(bytes);
      BigInteger value = new BigInteger(1, bytes);
      return "0".repeat(zeros) + (value.signum() == 0 ? "" : value.toString(36));
    }

    @Override
    byte[] bytes(String digits) {
      int zeros = 0;
      while (zeros < digits.length() && digits.charAt(zeros) == '0') {
        zeros++;
      }
      for (int i = 0; i < digits.length(); i++) {
        char c = digits.charAt(i);
        if ((c < '0' || c > '9') && (c < 'a' || c > 'z')) {
          throw new IllegalArgumentException("'" + printable(c) + "' is no base36 character");
        }
      }
      byte[] value =
          zeros == digits.length() ? new byte[0] : new BigInteger(digits, 36).toByteArray();
      int sign = value.length > 0 && value[0] == 0 ? 1 : 0;
      byte[] out = new byte[zeros + value.length - sign];
      System.arraycopy(value, sign, out, zeros, value.length - sign);
      return out;
    }
  },
  /** Bitcoin's alphabet. */
  BASE58BTC('z') {
    @Override
    String digits(byte[] bytes) {
      return Base58.encode(bytes);
    }

    @Override
    byte[] bytes(String digits) {
      return Base58.decode(digits, 0);
    }
  };

  /** The most characters that are read. */
  public static final int MAX_CHARACTERS = 1024;

  private static final String RFC4648 = "abcdefghijklmnopqrstuvwxyz234567";

  private final char prefix;

  Multibase(char prefix) {
    this.prefix = prefix;
  }

  abstract String digits(byte[] bytes);

  abstract byte[] bytes(String digits);

  /** The prefix and the bytes as text. */
  public String encode(byte[] bytes) {
    return prefix + digits(bytes);
  }

  /**
   * Reads text of any of these bases.
   *
   * @throws IllegalArgumentException if the prefix is none of theirs, a character does not belong,
   *     or there are too many
   */
  public static byte[] decode(String text) {
    if (text.isEmpty() || text.length() > MAX_CHARACTERS) {
      throw new IllegalArgumentException(
          "multibase text has 1 to " + MAX_CHARACTERS + " characters, not " + text.length());
    }
    for (Multibase base : values()) {
      if (base.prefix == text.charAt(0)) {
        return base.bytes(text.substring(1));
      }
    }
    throw new IllegalArgumentException(
        "no base is known by the prefix '" + printable(text.charAt(0)) + "'");
  }

  static char printable(char c) {
    return c > 0x20 && c < 0x7f ? c : '.';
  }

  private static int leading(byte[] bytes) {
    int zeros = 0;
    while (zeros < bytes.length && bytes[zeros] == 0) {
      zeros++;
    }
    return zeros;
  }
}
