package org.vivavoce.peer;

/** The W3C's names for what can go wrong in a call of {@link PeerConnection}. */
public enum RtcErrorName {
  /** The operation is not possible in this state. */
  INVALID_STATE_ERROR("InvalidStateError"),
  /** The description does not fit what was negotiated before. */
  INVALID_ACCESS_ERROR("InvalidAccessError"),
  /** The description was changed after createOffer or createAnswer made it. */
  INVALID_MODIFICATION_ERROR("InvalidModificationError"),
  /** The description does not parse: see {@link PeerConnectionException#sdpLineNumber()}. */
  SDP_SYNTAX_ERROR("RTCError: sdp-syntax-error"),
  /** A candidate does not parse, or belongs to no m-line. */
  OPERATION_ERROR("OperationError"),
  /** An argument has the wrong shape. */
  TYPE_ERROR("TypeError");

  private final String text;

  RtcErrorName(String text) {
    this.text = text;
  }

  /** The name as the W3C spells it. */
  public String text() {
    return text;
  }
}
