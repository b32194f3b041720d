package org.vivavoce.ice;

import java.util.concurrent.atomic.LongAdder;

/** What {@link IceStats} shows. */
final class Counters {
  final LongAdder packetsSent = new LongAdder();
  final LongAdder bytesSent = new LongAdder();
  final LongAdder sendsRefused = new LongAdder();
  final LongAdder packetsReceived = new LongAdder();
  final LongAdder bytesReceived = new LongAdder();
  final LongAdder foreignDropped = new LongAdder();
  final LongAdder unknownDropped = new LongAdder();
  final LongAdder stunMalformed = new LongAdder();
  final LongAdder stunForged = new LongAdder();
  final LongAdder stunUnmatched = new LongAdder();
  final LongAdder stunRefused = new LongAdder();
  final LongAdder checksSent = new LongAdder();
  final LongAdder checksReceived = new LongAdder();
  final LongAdder roleConflicts = new LongAdder();
  final LongAdder candidatesIgnored = new LongAdder();
  final LongAdder mdnsDropped = new LongAdder();
  final LongAdder consentSent = new LongAdder();
  final LongAdder consentReceived = new LongAdder();
  final LongAdder listenerFailures = new LongAdder();

  IceStats snapshot(int receiveBufferBytes) {
    return new IceStats(
        packetsSent.sum(),
        bytesSent.sum(),
        sendsRefused.sum(),
        packetsReceived.sum(),
        bytesReceived.sum(),
        foreignDropped.sum(),
        unknownDropped.sum(),
        stunMalformed.sum(),
        stunForged.sum(),
        stunUnmatched.sum(),
        stunRefused.sum(),
        checksSent.sum(),
        checksReceived.sum(),
        roleConflicts.sum(),
        candidatesIgnored.sum(),
        mdnsDropped.sum(),
        consentSent.sum(),
        consentReceived.sum(),
        listenerFailures.sum(),
        receiveBufferBytes);
  }
}
