package org.vivavoce.call;

import org.vivavoce.peer.PeerFailure;
import org.vivavoce.signaling.Did;

/** Why a call is over for us: one variant for each cause. */
public sealed interface EndReason {
  /** A sentence for a person. */
  String message();

  /** We hung up. */
  record HungUp() implements EndReason {
    @Override
    public String message() {
      return "You left the call.";
    }
  }

  /** We said no. */
  record Declined() implements EndReason {
    @Override
    public String message() {
      return "You declined the call.";
    }
  }

  /**
   * Everybody whom we called said no.
   *
   * @param by the last one who did
   * @param reason what they gave as the reason; may be empty
   */
  record Rejected(Did by, String reason) implements EndReason {
    @Override
    public String message() {
      return "The call was declined" + (reason.isEmpty() ? "." : ": " + reason);
    }
  }

  /**
   * Everybody whom we called said no, and the last one that they are busy.
   *
   * @param by the last one who did
   */
  record Busy(Did by) implements EndReason {
    @Override
    public String message() {
      return "The line is busy.";
    }
  }

  /** We are in the call on another device, or said no there. */
  record AnsweredElsewhere() implements EndReason {
    @Override
    public String message() {
      return "The call was answered on another device.";
    }
  }

  /** Nobody answered in time. */
  record NoAnswer() implements EndReason {
    @Override
    public String message() {
      return "Nobody answered in time.";
    }
  }

  /**
   * The caller took the offer back before we answered.
   *
   * @param by the caller
   * @param reason what they gave as the reason; may be empty
   */
  record Cancelled(Did by, String reason) implements EndReason {
    @Override
    public String message() {
      return "The caller cancelled" + (reason.isEmpty() ? "." : ": " + reason);
    }
  }

  /** We let it ring until the offer ran out. */
  record Missed() implements EndReason {
    @Override
    public String message() {
      return "The call was not answered in time.";
    }
  }

  /** The last of the others left, or nobody was there any more when we answered. */
  record EverybodyLeft() implements EndReason {
    @Override
    public String message() {
      return "Everybody else left the call.";
    }
  }

  /**
   * The last connection failed.
   *
   * @param peer to whom
   * @param failure why
   */
  record ConnectionFailed(Did peer, PeerFailure failure) implements EndReason {
    @Override
    public String message() {
      return "The connection to " + peer + " failed: " + failure.message();
    }
  }

  /** {@link Controller#close} was called, or the network was closed before we could answer. */
  record Closed() implements EndReason {
    @Override
    public String message() {
      return "The program closed.";
    }
  }
}
