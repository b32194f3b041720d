package org.vivavoce.rtp;

import java.util.Objects;

/**
 * The client-to-mixer audio level, <a href="https://www.rfc-editor.org/rfc/rfc6464#section-3">RFC
 * 6464 section 3</a>: how loud the packet's audio is, readable without decoding it.
 *
 * <pre>
 *  0                   1
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  ID   | len=0 |V| level       |   one-byte form
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>The level is in -dBov: 0 for the overload point, 127 for digital silence or anything softer.
 *
 * @param voice whether the sender holds the packet to be speech
 * @param level 0 (loudest) to 127 (silence), in -dBov
 */
public record AudioLevel(boolean voice, int level) {
  /** The extension's name in SDP. */
  public static final String URI = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";

  /** The level of digital silence. */
  public static final int SILENCE = 127;

  /** One for each value of the element's byte, so that a packet costs no object. */
  private static final AudioLevel[] ALL = new AudioLevel[256];

  static {
    for (int element = 0; element < ALL.length; element++) {
      ALL[element] = new AudioLevel((element & 0x80) != 0, element & 0x7F);
    }
  }

  /**
   * The level, without making an object.
   *
   * @throws IllegalArgumentException if the level is not 0 to 127
   */
  public static AudioLevel of(boolean voice, int level) {
    return decode(encode(voice, level));
  }

  /**
   * Checks the level.
   *
   * @throws IllegalArgumentException if it is not 0 to 127
   */
  public AudioLevel {
    checkLevel(level);
  }

  /**
   * The element's byte.
   *
   * @throws IllegalArgumentException if the level is not 0 to 127
   */
  public static byte encode(boolean voice, int level) {
    checkLevel(level);
    return (byte) ((voice ? 0x80 : 0) | level);
  }

  /** Reads the element's byte. */
  public static AudioLevel decode(byte element) {
    return ALL[element & 0xFF];
  }

  /**
   * Reads the level out of a packet.
   *
   * @param packet a parsed packet
   * @param id the identifier that was negotiated
   * @return the level, or null if the packet has no such element or an empty one
   */
  public static AudioLevel read(RtpPacket packet, int id) {
    int position = packet.extensionOffset(id);
    // The two-byte form may carry more: only the first byte is defined.
    if (position < 0 || packet.extensionLength(position) < 1) {
      return null;
    }
    return decode(packet.buffer()[position]);
  }

  /**
   * Measures PCM: the root mean square relative to that of a full-scale square wave (RFC 6464
   * section 4 with RFC 6465's appendix).
   *
   * @param pcm 16-bit samples
   * @param off the first sample
   * @param len how many samples
   * @return 0 (loudest) to 127 (silence, or no samples), in -dBov
   */
  public static int measure(short[] pcm, int off, int len) {
    Objects.checkFromIndexSize(off, len, pcm.length);
    long sum = 0;
    for (int i = off; i < off + len; i++) {
      sum += pcm[i] * pcm[i];
    }
    if (sum == 0) {
      return SILENCE;
    }
    double meanSquare = (double) sum / len / (32767.0 * 32767.0);
    long level = Math.round(-10 * Math.log10(meanSquare));
    return (int) Math.max(0, Math.min(SILENCE, level));
  }

  private static void checkLevel(int level) {
    if (level < 0 || level > SILENCE) {
      throw new IllegalArgumentException("an audio level is 0 to 127 (-dBov), not " + level);
    }
  }
}
