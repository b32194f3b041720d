package org.vivavoce.rtp;

import java.util.HexFormat;

/** Bytes as tests write them: hexadecimal, with spaces where it helps to read. */
public final class Hex {
  private Hex() {}

  /** The bytes of some hexadecimal text. */
  public static byte[] bytes(String... hex) {
    return HexFormat.of().parseHex(String.join("", hex).replace(" ", ""));
  }
}
