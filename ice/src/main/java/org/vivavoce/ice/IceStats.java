package org.vivavoce.ice;

/**
 * Counters of one agent since it was made; what a shared socket could not attribute to an agent is
 * counted by its {@link UdpHub}, and shown in the agents' figures when the hub is theirs alone.
 *
 * @param packetsSent datagrams of the application that went out
 * @param bytesSent their bytes
 * @param sendsRefused {@link IceAgent#send} returned false
 * @param packetsReceived datagrams handed to the listener
 * @param bytesReceived their bytes
 * @param foreignDropped datagrams from addresses that never authenticated themselves
 * @param unknownDropped datagrams that RFC 7983 gives to no protocol, and empty ones
 * @param stunMalformed STUN that could not be parsed, or with a wrong FINGERPRINT
 * @param stunForged STUN whose username or MESSAGE-INTEGRITY was wrong or missing
 * @param stunUnmatched responses without a request of ours, or from another address
 * @param stunRefused connectivity checks of ours that the other side refused
 * @param checksSent connectivity checks sent, retransmissions not counted
 * @param checksReceived authentic connectivity checks received
 * @param roleConflicts role conflicts repaired
 * @param candidatesIgnored remote candidates of no use: TCP, another component, a {@code .local} or
 *     other name, a duplicate, one too many
 * @param mdnsDropped messages of multicast DNS that were broken, or not from the link
 * @param consentSent consent checks sent (RFC 7675)
 * @param consentReceived consent checks answered
 * @param listenerFailures exceptions that the listener threw
 * @param receiveBufferBytes what SO_RCVBUF the kernel gave to the smallest socket; 0 without socket
 */
public record IceStats(
    long packetsSent,
    long bytesSent,
    long sendsRefused,
    long packetsReceived,
    long bytesReceived,
    long foreignDropped,
    long unknownDropped,
    long stunMalformed,
    long stunForged,
    long stunUnmatched,
    long stunRefused,
    long checksSent,
    long checksReceived,
    long roleConflicts,
    long candidatesIgnored,
    long mdnsDropped,
    long consentSent,
    long consentReceived,
    long listenerFailures,
    int receiveBufferBytes) {

  /** The sums; of the buffer's sizes the larger one. */
  IceStats plus(IceStats other) {
    return new IceStats(
        packetsSent + other.packetsSent,
        bytesSent + other.bytesSent,
        sendsRefused + other.sendsRefused,
        packetsReceived + other.packetsReceived,
        bytesReceived + other.bytesReceived,
        foreignDropped + other.foreignDropped,
        unknownDropped + other.unknownDropped,
        stunMalformed + other.stunMalformed,
        stunForged + other.stunForged,
        stunUnmatched + other.stunUnmatched,
        stunRefused + other.stunRefused,
        checksSent + other.checksSent,
        checksReceived + other.checksReceived,
        roleConflicts + other.roleConflicts,
        candidatesIgnored + other.candidatesIgnored,
        mdnsDropped + other.mdnsDropped,
        consentSent + other.consentSent,
        consentReceived + other.consentReceived,
        listenerFailures + other.listenerFailures,
        Math.max(receiveBufferBytes, other.receiveBufferBytes));
  }
}
