package org.vivavoce.sctp;

/** What became of a message that was handed over. */
public enum SendResult {
  /** It is in the queue. */
  QUEUED,

  /** There is no room: try again when less is buffered. Nothing was taken. */
  BUFFER_FULL,

  /** The association is closing or closed. */
  NOT_OPEN,

  /** The stream lies past what the other side takes. */
  NO_SUCH_STREAM,

  /** The stream is being reset. */
  STREAM_CLOSING
}
