package org.vivavoce.sctp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What one side can do beyond RFC 9260, as INIT and INIT ACK say it.
 *
 * <ul>
 *   <li>Forward-TSN-Supported, type 0xC000, no value: <a
 *       href="https://www.rfc-editor.org/rfc/rfc3758#section-3.1">RFC 3758 section 3.1</a>
 *   <li>Supported Extensions, type 0x8008, one byte for each chunk type: <a
 *       href="https://www.rfc-editor.org/rfc/rfc5061#section-4.2.7">RFC 5061 section 4.2.7</a>. It
 *       carries RE-CONFIG (RFC 6525), I-DATA and I-FORWARD-TSN (RFC 8260), FORWARD-TSN.
 *   <li>Zero Checksum Acceptable, type 0x8001, <a
 *       href="https://www.rfc-editor.org/rfc/rfc9653#section-4">RFC 9653 section 4</a>:
 * </ul>
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |         Type = 0x8001         |           Length = 8          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |         Error Detection Method Identifier (1 = DTLS)          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param forwardTsn partial reliability
 * @param reconfig stream reset
 * @param interleaving I-DATA and I-FORWARD-TSN
 * @param zeroChecksum it accepts packets without a checksum, since DTLS carries them
 */
record Features(boolean forwardTsn, boolean reconfig, boolean interleaving, boolean zeroChecksum) {
  private static final int ZERO_CHECKSUM_LENGTH = 4;
  private static final int DTLS = 1;

  static Features of(InitChunk init) {
    boolean forwardTsn = init.value(Parameter.FORWARD_TSN_SUPPORTED) != null;
    boolean reconfig = false;
    boolean data = false;
    boolean forward = false;
    byte[] types = init.value(Parameter.SUPPORTED_EXTENSIONS);
    if (types != null) {
      for (byte type : types) {
        switch (type & 0xFF) {
          case Chunk.FORWARD_TSN -> forwardTsn = true;
          case Chunk.RE_CONFIG -> reconfig = true;
          case Chunk.I_DATA -> data = true;
          case Chunk.I_FORWARD_TSN -> forward = true;
          default -> {
            // Another extension, which is none of ours.
          }
        }
      }
    }
    byte[] method = init.value(Parameter.ZERO_CHECKSUM);
    boolean zero =
        method != null && method.length == ZERO_CHECKSUM_LENGTH && Bytes.u32(method, 0) == DTLS;
    return new Features(forwardTsn, reconfig, data && (forward || !forwardTsn), zero);
  }

  /** What both sides can do. */
  Features and(Features other) {
    return new Features(
        forwardTsn && other.forwardTsn,
        reconfig && other.reconfig,
        interleaving && other.interleaving,
        zeroChecksum && other.zeroChecksum);
  }

  /** The same, for a side that may not know RFC 9653. */
  Features withoutZeroChecksum() {
    return new Features(forwardTsn, reconfig, interleaving, false);
  }

  List<Parameter> toParameters() {
    List<Parameter> parameters = new ArrayList<>();
    byte[] types = new byte[4];
    int count = 0;
    if (reconfig) {
      types[count++] = (byte) Chunk.RE_CONFIG;
    }
    if (forwardTsn) {
      parameters.add(new Parameter(Parameter.FORWARD_TSN_SUPPORTED, new byte[0]));
      types[count++] = (byte) Chunk.FORWARD_TSN;
    }
    if (interleaving) {
      types[count++] = (byte) Chunk.I_DATA;
      types[count++] = (byte) Chunk.I_FORWARD_TSN;
    }
    byte[] listed = Arrays.copyOf(types, count);
    parameters.add(new Parameter(Parameter.SUPPORTED_EXTENSIONS, listed));
    if (zeroChecksum) {
      byte[] method = new byte[ZERO_CHECKSUM_LENGTH];
      Bytes.put32(method, 0, DTLS);
      parameters.add(new Parameter(Parameter.ZERO_CHECKSUM, method));
    }
    return parameters;
  }

  /** For the state cookie. */
  int toBits() {
    return (forwardTsn ? 1 : 0)
        | (reconfig ? 2 : 0)
        | (interleaving ? 4 : 0)
        | (zeroChecksum ? 8 : 0);
  }

  static Features ofBits(int bits) {
    return new Features((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0);
  }
}
