package org.vivavoce.dtls;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Takes the handshake's incoming datagrams apart and holds records back that came ahead of their
 * time.
 *
 * <p>Bouncy Castle switches its read epoch as soon as it sees ChangeCipherSpec, and from then on
 * discards what belongs before it. If CertificateVerify was lost or overtaken, its retransmission
 * would be discarded until the handshake times out. So as server we keep ChangeCipherSpec until all
 * of CertificateVerify has passed. In either role, records of the new epoch wait for
 * ChangeCipherSpec, and application data waits for the end of the handshake, rather than being
 * discarded and waited for.
 *
 * <p>Used by the handshake's thread alone.
 */
final class EarlyRecords {
  private static final int MAX_HELD = 32;
  private static final int MAX_HELD_BYTES = 48 * 1024;

  private final ArrayDeque<byte[]> ready = new ArrayDeque<>();
  private final ArrayList<byte[]> held = new ArrayList<>();
  private final Counters counters;
  private final Message certificateVerify = new Message();
  private int heldBytes;
  private boolean awaitsCertificateVerify;
  private boolean cipherChanged;

  EarlyRecords(DtlsRole role, Counters counters) {
    this.awaitsCertificateVerify = role == DtlsRole.SERVER;
    this.counters = counters;
  }

  /** Takes a datagram; what it makes ready is had from {@link #next()}. */
  void add(byte[] datagram) {
    int offset = 0;
    while (offset < datagram.length) {
      int length = Records.length(datagram, offset, datagram.length);
      if (length < 0) {
        counters.recordsDropped.increment();
        return;
      }
      byte[] record =
          length == datagram.length
              ? datagram
              : Arrays.copyOfRange(datagram, offset, offset + length);
      addRecord(record);
      offset += length;
    }
  }

  /** The next record to hand on, or null. */
  byte[] next() {
    return ready.poll();
  }

  /** What is left when the handshake is done: records of the new epoch in the order they came. */
  List<byte[]> remainder() {
    List<byte[]> all = new ArrayList<>(ready);
    all.addAll(held);
    ready.clear();
    held.clear();
    heldBytes = 0;
    return all;
  }

  private void addRecord(byte[] record) {
    int type = Records.type(record, 0);
    if (Records.epoch(record, 0) > 0) {
      if (cipherChanged && type != Records.APPLICATION_DATA) {
        ready.add(record);
      } else {
        hold(record);
      }
      return;
    }
    switch (type) {
      case Records.HANDSHAKE -> addHandshake(record);
      case Records.ALERT -> ready.add(record);
      case Records.CHANGE_CIPHER_SPEC -> {
        if (awaitsCertificateVerify) {
          hold(record);
        } else {
          changeCipher(record);
        }
      }
      default -> counters.recordsDropped.increment();
    }
  }

  private void addHandshake(byte[] record) {
    int offset = Records.HEADER_LENGTH;
    if (!HandshakeHeader.isAcceptable(record, offset, record.length - offset)) {
      counters.recordsDropped.increment();
      return;
    }
    ready.add(record);
    if (!awaitsCertificateVerify) {
      return;
    }
    while (offset < record.length) {
      HandshakeHeader header = HandshakeHeader.read(record, offset);
      if (header.type() == HandshakeHeader.CERTIFICATE_VERIFY) {
        certificateVerify.add(header);
      }
      offset += HandshakeHeader.LENGTH + header.fragmentLength();
    }
    if (certificateVerify.isWhole()) {
      awaitsCertificateVerify = false;
      releaseCipherChange();
    }
  }

  private void releaseCipherChange() {
    for (int i = 0; i < held.size(); i++) {
      byte[] record = held.get(i);
      if (Records.epoch(record, 0) == 0) {
        held.remove(i);
        heldBytes -= record.length;
        changeCipher(record);
        return;
      }
    }
  }

  private void changeCipher(byte[] record) {
    ready.add(record);
    cipherChanged = true;
    held.removeIf(
        early -> {
          boolean due =
              Records.epoch(early, 0) > 0 && Records.type(early, 0) != Records.APPLICATION_DATA;
          if (due) {
            heldBytes -= early.length;
            ready.add(early);
          }
          return due;
        });
  }

  private void hold(byte[] record) {
    if (held.size() >= MAX_HELD || heldBytes + record.length > MAX_HELD_BYTES) {
      counters.recordsDropped.increment();
      return;
    }
    held.add(record);
    heldBytes += record.length;
    counters.recordsHeldBack.increment();
  }

  /** Which bytes of a message have come, in whatever fragments. */
  private static final class Message {
    private final BitSet bytes = new BitSet();
    private int length = -1;

    void add(HandshakeHeader fragment) {
      length = fragment.length();
      bytes.set(fragment.fragmentOffset(), fragment.fragmentOffset() + fragment.fragmentLength());
    }

    boolean isWhole() {
      return length >= 0 && bytes.nextClearBit(0) >= length;
    }
  }
}
