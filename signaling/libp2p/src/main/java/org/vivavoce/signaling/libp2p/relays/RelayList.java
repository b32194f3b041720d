package org.vivavoce.signaling.libp2p.relays;

import java.util.ArrayList;
import java.util.List;
import org.vivavoce.signaling.libp2p.identify.SignedPeerRecord;
import org.vivavoce.signaling.libp2p.wire.MalformedException;
import org.vivavoce.signaling.libp2p.wire.ProtoReader;
import org.vivavoce.signaling.libp2p.wire.ProtoWriter;

/**
 * The relays that a relay knows of.
 *
 * <pre>
 * message Relays { repeated bytes signed_peer_record = 1; }
 * </pre>
 *
 * <p>On a stream: its length as a varint, itself, and the end. Whoever asks says nothing.
 */
public final class RelayList {
  /** What a relay answers when asked. */
  public static final String PROTOCOL = "/vivavoce/relays/1.0.0";

  /** The most bytes of a message. */
  public static final int MAX_LENGTH = 64 * 1024;

  /** The most relays that are named. */
  public static final int MAX_RELAYS = 16;

  private RelayList() {}

  /**
   * As it is sent; what is too much for one message is left out.
   *
   * @param records envelopes of {@link SignedPeerRecord}
   */
  public static byte[] write(List<byte[]> records) {
    ProtoWriter out = new ProtoWriter();
    int count = 0;
    for (byte[] record : records) {
      if (count < MAX_RELAYS && out.length() + record.length + 8 <= MAX_LENGTH) {
        out.bytes(1, record);
        count++;
      }
    }
    return out.toByteArray();
  }

  /**
   * Reads it. A record that is wrong is left out, and so are those beyond the sixteenth.
   *
   * @throws MalformedException if it is no such message
   */
  public static List<SignedPeerRecord> read(byte[] message) throws MalformedException {
    List<SignedPeerRecord> relays = new ArrayList<>();
    int count = 0;
    ProtoReader in = new ProtoReader(message);
    while (in.next()) {
      if (in.field() == 1 && count++ < MAX_RELAYS) {
        try {
          relays.add(SignedPeerRecord.open(in.bytes()));
        } catch (MalformedException e) {
          // Its own fault, and not that of those beside it.
          continue;
        }
      }
    }
    return relays;
  }
}
