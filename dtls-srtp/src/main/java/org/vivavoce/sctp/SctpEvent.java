package org.vivavoce.sctp;

import java.util.List;

/** What an {@link Association} has to tell: see {@link Association#pollEvent()}. */
public sealed interface SctpEvent {

  /**
   * The handshake is done.
   *
   * @param outboundStreams how many streams we may send on
   * @param inboundStreams how many streams the other side may send on
   * @param interleaving whether messages are interleaved (RFC 8260)
   * @param partialReliability whether messages can be given up; if not, all of them are reliable
   * @param streamReset whether streams can be reset
   */
  record Connected(
      int outboundStreams,
      int inboundStreams,
      boolean interleaving,
      boolean partialReliability,
      boolean streamReset)
      implements SctpEvent {}

  /**
   * A message, or a piece of one if {@link SctpConfig#withPieces} asked for pieces.
   *
   * @param stream where it came
   * @param ppid what it is
   * @param ordered whether it was sent in order
   * @param data an array that belongs to whoever polls; longer than the message, perhaps
   * @param length how many bytes of it count, from 0
   * @param first whether the message begins here
   * @param last whether it ends here
   * @param message a number that the pieces of one message share
   */
  record Message(
      StreamId stream,
      Ppid ppid,
      boolean ordered,
      byte[] data,
      int length,
      boolean first,
      boolean last,
      long message)
      implements SctpEvent {}

  /**
   * A message was longer than {@link SctpConfig#withMaxMessageSize} allows, and was thrown away.
   *
   * @param stream where it came
   * @param length how long it was
   */
  record MessageTooLarge(StreamId stream, long length) implements SctpEvent {}

  /**
   * The rest of a message of which pieces were handed up will not come: its sender gave it up.
   *
   * @param stream where it came
   * @param message the number of its pieces
   */
  record MessageAborted(StreamId stream, long message) implements SctpEvent {}

  /**
   * The other side has reset streams that it sends on.
   *
   * @param streams which
   */
  record IncomingStreamsReset(List<StreamId> streams) implements SctpEvent {}

  /**
   * Streams that we send on are reset: all that was sent on them has arrived, or was given up.
   *
   * @param streams which
   */
  record OutgoingStreamsReset(List<StreamId> streams) implements SctpEvent {}

  /**
   * The other side does not reset these streams, or cannot.
   *
   * @param streams which
   */
  record StreamResetRefused(List<StreamId> streams) implements SctpEvent {}

  /**
   * What is buffered on a stream fell to its threshold or below.
   *
   * @param stream which
   */
  record BufferedAmountLow(StreamId stream) implements SctpEvent {}

  /**
   * The association has ended; it is the last event.
   *
   * @param reason why
   */
  record Closed(CloseReason reason) implements SctpEvent {}
}
