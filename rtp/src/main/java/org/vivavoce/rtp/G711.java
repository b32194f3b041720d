package org.vivavoce.rtp;

import java.util.Objects;

/**
 * G.711, the payload of PCMU and PCMA, <a
 * href="https://www.rfc-editor.org/rfc/rfc3551#section-4.5.14">RFC 3551 section 4.5.14</a>: one
 * byte for each sample of 8 kHz mono.
 *
 * <pre>
 *  0 1 2 3 4 5 6 7
 * +-+-+-+-+-+-+-+-+
 * |S|segment| step|   mu-law: all bits inverted; A-law: every second one
 * +-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>PCM is linear 16-bit. The encoder goes by the decision values of ITU-T G.711, tables 1 and 2,
 * by magnitude: a sample that equals a decision value gets the code of the greater magnitude, and
 * beyond the last one the greatest. Sample and negated sample get codes that differ in the sign
 * alone. All methods are pure and safe for any thread.
 */
public enum G711 {
  /** PCMU, payload type 0. */
  MU_LAW(0),
  /** PCMA, payload type 8. */
  A_LAW(8);

  /** The sampling rate and the RTP clock rate, in Hz. */
  public static final int CLOCK_RATE = 8_000;

  /** Lifts mu-law's magnitudes so that each segment begins at a power of two: 33 of 14 bits. */
  private static final int MU_BIAS = 33 << 2;

  /** The greatest magnitude that keeps within 15 bits with the bias. */
  private static final int MU_MAX = 0x7FFF - MU_BIAS;

  private final int payloadType;
  private final short[] values = new short[256];

  G711(int payloadType) {
    this.payloadType = payloadType;
    for (int code = 0; code < values.length; code++) {
      values[code] = (short) (payloadType == 0 ? muLawValue(code) : aLawValue(code));
    }
  }

  /** The static payload type, RFC 3551 section 6. */
  public int payloadType() {
    return payloadType;
  }

  /** The sample that a code stands for. */
  public short decode(byte code) {
    return values[code & 0xFF];
  }

  /** The code for a sample. */
  public byte encode(short sample) {
    return this == MU_LAW ? encodeMuLaw(sample) : encodeALaw(sample);
  }

  /**
   * Decodes codes.
   *
   * @param codes holds them
   * @param off the first
   * @param pcm gets as many samples
   * @param pcmOff where the first of them goes
   * @param count how many
   * @throws IndexOutOfBoundsException if a range is not within its array
   */
  public void decode(byte[] codes, int off, short[] pcm, int pcmOff, int count) {
    Objects.checkFromIndexSize(off, count, codes.length);
    Objects.checkFromIndexSize(pcmOff, count, pcm.length);
    for (int i = 0; i < count; i++) {
      pcm[pcmOff + i] = values[codes[off + i] & 0xFF];
    }
  }

  /**
   * Encodes samples.
   *
   * @param pcm holds them
   * @param pcmOff the first
   * @param codes gets as many codes
   * @param off where the first of them goes
   * @param count how many
   * @throws IndexOutOfBoundsException if a range is not within its array
   */
  public void encode(short[] pcm, int pcmOff, byte[] codes, int off, int count) {
    Objects.checkFromIndexSize(pcmOff, count, pcm.length);
    Objects.checkFromIndexSize(off, count, codes.length);
    for (int i = 0; i < count; i++) {
      codes[off + i] = encode(pcm[pcmOff + i]);
    }
  }

  private static int muLawValue(int code) {
    int plain = ~code & 0xFF;
    int magnitude = (((plain & 0x0F) << 3) + MU_BIAS << (plain >>> 4 & 7)) - MU_BIAS;
    return (plain & 0x80) != 0 ? -magnitude : magnitude;
  }

  private static int aLawValue(int code) {
    int plain = code ^ 0x55;
    int segment = plain >>> 4 & 7;
    // The middle of a step of 16; from segment 1 on with the leading one.
    int magnitude = ((plain & 0x0F) << 4) + 8;
    if (segment > 0) {
      magnitude = magnitude + 0x100 << segment - 1;
    }
    return (plain & 0x80) != 0 ? magnitude : -magnitude;
  }

  private static byte encodeMuLaw(short sample) {
    int magnitude = Math.min(Math.abs((int) sample), MU_MAX) + MU_BIAS;
    // The bias sets bit 7 at least, which is segment 0.
    int segment = 31 - Integer.numberOfLeadingZeros(magnitude) - 7;
    int plain = segment << 4 | (magnitude >>> segment + 3 & 0x0F);
    return (byte) ~(sample < 0 ? plain | 0x80 : plain);
  }

  private static byte encodeALaw(short sample) {
    int magnitude = Math.min(Math.abs((int) sample), 0x7FFF);
    // Below bit 8 there is only segment 0, which has the steps of segment 1.
    int segment = Math.max(0, 31 - Integer.numberOfLeadingZeros(magnitude | 1) - 7);
    int plain = segment << 4 | (magnitude >>> Math.max(1, segment) + 3 & 0x0F);
    return (byte) ((sample < 0 ? plain : plain | 0x80) ^ 0x55);
  }
}
