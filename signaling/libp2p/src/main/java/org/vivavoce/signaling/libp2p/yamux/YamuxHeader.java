package org.vivavoce.signaling.libp2p.yamux;

import java.nio.ByteBuffer;
import org.vivavoce.signaling.libp2p.wire.MalformedException;

/**
 * What each frame begins with, in network order.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------+---------------+-------------------------------+
 *  |  version: 0   |     type      |             flags             |
 *  +---------------+---------------+-------------------------------+
 *  |                           stream id                           |
 *  +---------------------------------------------------------------+
 *  | length of data / window's growth / ping's value / reason code |
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * @param type one of {@link #DATA}, {@link #WINDOW_UPDATE}, {@link #PING}, {@link #GO_AWAY}
 * @param flags {@link #SYN}, {@link #ACK}, {@link #FIN}, {@link #RST}
 * @param streamId 0 for the session, unsigned
 * @param length by type, unsigned
 */
record YamuxHeader(int type, int flags, int streamId, long length) {
  static final int LENGTH = 12;

  static final int DATA = 0;
  static final int WINDOW_UPDATE = 1;
  static final int PING = 2;
  static final int GO_AWAY = 3;

  static final int SYN = 1;
  static final int ACK = 2;
  static final int FIN = 4;
  static final int RST = 8;

  static YamuxHeader read(ByteBuffer in) throws MalformedException {
    int version = in.get();
    int type = in.get();
    int flags = in.getShort() & 0xffff;
    YamuxHeader header = new YamuxHeader(type, flags, in.getInt(), in.getInt() & 0xffff_ffffL);
    if (version != 0) {
      throw new MalformedException("a Yamux frame of version " + version);
    }
    if (type < DATA || type > GO_AWAY) {
      throw new MalformedException("a Yamux frame of type " + type);
    }
    if ((type == PING || type == GO_AWAY) != (header.streamId == 0)) {
      throw new MalformedException("a Yamux frame for the wrong stream");
    }
    return header;
  }

  void write(ByteBuffer out) {
    out.put((byte) 0).put((byte) type).putShort((short) flags).putInt(streamId);
    out.putInt((int) length);
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }
}
