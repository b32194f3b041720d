package org.vivavoce.sctp;

/** Why a packet, a chunk or a part of one was dropped. */
public enum SctpDrop {
  /** Shorter than a header, or a chunk that does not end within the packet. */
  MALFORMED,

  /** The ports are not ours. */
  WRONG_PORT,

  /** The checksum is wrong. */
  BAD_CHECKSUM,

  /** The verification tag is not the one that was agreed. */
  BAD_TAG,

  /** A chunk that does not belong into this state. */
  UNEXPECTED,

  /** A chunk type that is not known. */
  UNKNOWN_CHUNK,

  /** A cookie that we did not make. */
  FORGED_COOKIE,

  /** A cookie of ours that is too old. */
  STALE_COOKIE,

  /** A TSN that came before. */
  DUPLICATE,

  /** A TSN too far ahead, or for which there is no room. */
  NO_ROOM,

  /** Data on a stream that does not exist, or that is being reset. */
  BAD_STREAM,

  /** An acknowledgement of what was not sent, or older than another. */
  BAD_ACK,

  /** A part of a message that does not fit to the others. */
  BAD_FRAGMENT,

  /** More questions than we answer at a time. */
  FLOOD
}
