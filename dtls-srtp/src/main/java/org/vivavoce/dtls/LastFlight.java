package org.vivavoce.dtls;

/**
 * The flight that ended our part of a handshake, for a peer that goes on because it has not seen
 * it: a server's ChangeCipherSpec and Finished (RFC 6347 section 4.2.4), or either side's fatal
 * alert. How often it is sent is bounded, whoever asks. Guarded by the transport's lock around
 * Bouncy Castle.
 */
final class LastFlight {
  private static final int MAX_ANSWERS = 100;

  private final Flight flight;
  private final EpochZeroNumbers numbers;
  private int answersLeft = MAX_ANSWERS;

  LastFlight(Flight flight, EpochZeroNumbers numbers) {
    this.flight = flight;
    this.numbers = numbers;
  }

  /** Writes a copy, unless it has been asked for too often. */
  void answer(RecordWire wire, Counters counters) {
    if (answersLeft > 0) {
      answersLeft--;
      counters.flightsRepeated.increment();
      flight.repeat(numbers, wire::write);
    }
  }
}
