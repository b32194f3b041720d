package org.vivavoce.datachannel;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * How a data channel is to be: the W3C's {@code RTCDataChannelInit}.
 *
 * @param ordered whether messages arrive in the order in which they were sent
 * @param maxPacketLifeTime milliseconds in which a message may be sent and sent again, 0 to 65,535;
 *     empty for no limit
 * @param maxRetransmits how often a message may be sent again, 0 to 65,535; empty for no limit
 * @param protocol the name of a subprotocol, or the empty string
 * @param negotiated whether both sides make the channel themselves, with the same id
 * @param id the channel's number, if it is negotiated
 * @param priority its share of the path
 */
public record DataChannelInit(
    boolean ordered,
    OptionalInt maxPacketLifeTime,
    OptionalInt maxRetransmits,
    String protocol,
    boolean negotiated,
    OptionalInt id,
    Priority priority) {
  /** Checks that nothing is missing; the W3C's rules are checked when a channel is made. */
  public DataChannelInit {
    Objects.requireNonNull(maxPacketLifeTime, "maxPacketLifeTime");
    Objects.requireNonNull(maxRetransmits, "maxRetransmits");
    Objects.requireNonNull(protocol, "protocol");
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(priority, "priority");
  }

  /** Ordered, reliable, no subprotocol, opened in the band. */
  public static DataChannelInit defaults() {
    OptionalInt none = OptionalInt.empty();
    return new DataChannelInit(true, none, none, "", false, none, Priority.LOW);
  }

  /** With {@code ordered} changed. */
  public DataChannelInit withOrdered(boolean on) {
    return new DataChannelInit(
        on, maxPacketLifeTime, maxRetransmits, protocol, negotiated, id, priority);
  }

  /** With {@code maxPacketLifeTime} set, in milliseconds. */
  public DataChannelInit withMaxPacketLifeTime(int millis) {
    return new DataChannelInit(
        ordered, OptionalInt.of(millis), maxRetransmits, protocol, negotiated, id, priority);
  }

  /** With {@code maxRetransmits} set. */
  public DataChannelInit withMaxRetransmits(int times) {
    return new DataChannelInit(
        ordered, maxPacketLifeTime, OptionalInt.of(times), protocol, negotiated, id, priority);
  }

  /** With {@code protocol} set. */
  public DataChannelInit withProtocol(String name) {
    return new DataChannelInit(
        ordered, maxPacketLifeTime, maxRetransmits, name, negotiated, id, priority);
  }

  /** Negotiated, with an id. */
  public DataChannelInit withNegotiated(int number) {
    return new DataChannelInit(
        ordered,
        maxPacketLifeTime,
        maxRetransmits,
        protocol,
        true,
        OptionalInt.of(number),
        priority);
  }

  /** With {@code priority} set. */
  public DataChannelInit withPriority(Priority changed) {
    return new DataChannelInit(
        ordered, maxPacketLifeTime, maxRetransmits, protocol, negotiated, id, changed);
  }
}
