package org.vivavoce.dtls;

import java.util.concurrent.atomic.LongAdder;

/** What a transport counts; each counter may be added to by any thread. */
final class Counters {
  final LongAdder datagramsSent = new LongAdder();
  final LongAdder datagramsRefused = new LongAdder();
  final LongAdder datagramsReceived = new LongAdder();
  final LongAdder datagramsDropped = new LongAdder();
  final LongAdder recordsDropped = new LongAdder();
  final LongAdder recordsHeldBack = new LongAdder();
  final LongAdder flightsRepeated = new LongAdder();
  final LongAdder dataRecordsSent = new LongAdder();
  final LongAdder dataBytesSent = new LongAdder();
  final LongAdder dataRecordsReceived = new LongAdder();
  final LongAdder dataBytesReceived = new LongAdder();

  DtlsStats snapshot() {
    return new DtlsStats(
        datagramsSent.sum(),
        datagramsRefused.sum(),
        datagramsReceived.sum(),
        datagramsDropped.sum(),
        recordsDropped.sum(),
        recordsHeldBack.sum(),
        flightsRepeated.sum(),
        dataRecordsSent.sum(),
        dataBytesSent.sum(),
        dataRecordsReceived.sum(),
        dataBytesReceived.sum());
  }
}
