package org.vivavoce.dtls;

/**
 * Counters of one {@link DtlsTransport} since it was made.
 *
 * @param datagramsSent handed to the listener, or sealed for the caller to send
 * @param datagramsRefused of those handed to the listener, refused by it
 * @param datagramsReceived given to {@link DtlsTransport#receive}
 * @param datagramsDropped of these, not looked at: the queue was full, or the connection had ended
 * @param recordsDropped records that were malformed, forged, replayed, or out of place. What Bouncy
 *     Castle discards by itself while the handshake runs is not in it.
 * @param recordsHeldBack records that came ahead of their time and were kept until it (see the
 *     package)
 * @param flightsRepeated how often a flight of the handshake was sent again by us
 * @param dataRecordsSent application data records sent
 * @param dataBytesSent bytes of application data in them
 * @param dataRecordsReceived application data records received
 * @param dataBytesReceived bytes of application data in them
 */
public record DtlsStats(
    long datagramsSent,
    long datagramsRefused,
    long datagramsReceived,
    long datagramsDropped,
    long recordsDropped,
    long recordsHeldBack,
    long flightsRepeated,
    long dataRecordsSent,
    long dataBytesSent,
    long dataRecordsReceived,
    long dataBytesReceived) {}
