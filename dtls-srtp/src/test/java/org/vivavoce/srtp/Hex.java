package org.vivavoce.srtp;

import java.util.HexFormat;

/** Bytes as the RFCs print them. */
final class Hex {
  private Hex() {}

  static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
  }

  static String text(byte[] bytes, int off, int len) {
    return HexFormat.of().formatHex(bytes, off, off + len);
  }
}
