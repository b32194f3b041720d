package org.vivavoce.signaling;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What one participant of a call says to another or to all. Every constructor checks its bounds, so
 * that what could be made can be sent, and what was received holds no surprise.
 *
 * <p>{@code from} is who the message says it is from; who really sent it is for the envelope to
 * prove.
 *
 * <p>Texts are never null; where a text may be left out, it is empty. Lists are unmodifiable
 * copies. All constructors throw {@link IllegalArgumentException} with a message that says what is
 * out of bounds, or {@link NullPointerException} for a null.
 */
public sealed interface SignalMessage {
  /** The most participants in a call's offer. */
  int MAX_PARTICIPANTS = 64;

  /** The most streams in one message. */
  int MAX_STREAMS = 64;

  /** The most characters of a reason or a conversation id. */
  int MAX_TEXT = 256;

  /** The most bytes (UTF-8) of a session description: a browser's offer with dozens of m-lines. */
  int MAX_SDP = 192 * 1024;

  /** The most characters of a candidate line. */
  int MAX_CANDIDATE = 1024;

  /** The most characters of a username fragment (RFC 8839 section 5.4). */
  int MAX_UFRAG = 256;

  /** The longest that an offer may ring: a day. */
  long MAX_EXPIRY_MILLIS = 24 * 60 * 60 * 1000L;

  /** Which call this is about. */
  CallId callId();

  /** Who says it. */
  Did from();

  /**
   * "Come and talk." Sent on {@code offer_call/{did}}, a message of its own for every callee.
   *
   * @param callId the new call
   * @param from who calls
   * @param participants everybody who is to be in the call, the caller included or not; 1 to 64,
   *     each once
   * @param streams what the caller publishes; at most 64, each id once
   * @param conversationId what the application wants to hang this call on; empty if nothing
   * @param expiresAfterMillis how long the callee may ring, counted from the arrival as clocks
   *     differ; 0 if not said, at most a day
   * @param groupKey what call-wide signals are sealed with; this offer's own seal keeps it secret
   * @param ring which ringing of this caller's it is: an offer is repeated with the same number,
   *     and who is called once more hears another
   * @param lost empty: come and talk. Or the joining of the callee's that the caller has lost the
   *     connection to: whoever still is in the call, or has left it, need not ring
   */
  record CallOffer(
      CallId callId,
      Did from,
      List<Did> participants,
      List<StreamDescription> streams,
      String conversationId,
      long expiresAfterMillis,
      GroupKey groupKey,
      long ring,
      Optional<JoinId> lost)
      implements SignalMessage {
    /** Checks the bounds. */
    public CallOffer {
      requireHead(callId, from);
      participants = List.copyOf(participants);
      if (participants.isEmpty()) {
        throw new IllegalArgumentException("an offer without participants");
      }
      requireDistinct("participants", participants, MAX_PARTICIPANTS);
      streams = copyStreams(streams);
      requireText("conversation id", conversationId, MAX_TEXT);
      if (expiresAfterMillis < 0 || expiresAfterMillis > MAX_EXPIRY_MILLIS) {
        throw new IllegalArgumentException(
            "expiresAfterMillis is "
                + expiresAfterMillis
                + "; 0 to "
                + MAX_EXPIRY_MILLIS
                + " are allowed");
      }
      Objects.requireNonNull(groupKey, "groupKey");
      requireNumber("ring", ring);
      Objects.requireNonNull(lost, "lost");
    }
  }

  /**
   * "Never mind." Sent on {@code offer_call/{did}}, where the offer went.
   *
   * @param callId the call
   * @param from who had offered it
   * @param ring which ringing of theirs
   * @param reason for people and logs; may be empty
   */
  record CallCancel(CallId callId, Did from, long ring, String reason) implements SignalMessage {
    /** Checks the bounds. */
    public CallCancel {
      requireHead(callId, from);
      requireNumber("ring", ring);
      requireText("reason", reason, MAX_TEXT);
    }
  }

  /**
   * "It rings here." Sent to the caller, again with each offer that comes.
   *
   * @param callId the call
   * @param from who is called
   * @param ring of the offer
   */
  record Ringing(CallId callId, Did from, long ring) implements SignalMessage {
    /** Checks the bounds. */
    public Ringing {
      requireHead(callId, from);
      requireNumber("ring", ring);
    }
  }

  /**
   * "You are in the call already, on another device." Sent on {@code offer_call/{did}}.
   *
   * @param callId the call
   * @param from a participant
   * @param join the joining of the addressee's that counts; what is not that one ends
   */
  record AnsweredElsewhere(CallId callId, Did from, JoinId join) implements SignalMessage {
    /** Checks for nulls. */
    public AnsweredElsewhere {
      requireHead(callId, from);
      Objects.requireNonNull(join, "join");
    }
  }

  /**
   * "No." Sent to the caller, or to the whole call.
   *
   * @param callId the call
   * @param from who declines
   * @param reason for people and logs, such as {@code busy}; may be empty
   */
  record CallReject(CallId callId, Did from, String reason) implements SignalMessage {
    /** Checks the bounds. */
    public CallReject {
      requireHead(callId, from);
      requireText("reason", reason, MAX_TEXT);
    }
  }

  /**
   * "I am here." Sent on {@code telecon/{callId}}.
   *
   * @param callId the call
   * @param from who has joined
   * @param join which joining of theirs
   * @param streams what they publish; at most 64, each id once
   * @param state how they are
   */
  record Hello(
      CallId callId, Did from, JoinId join, List<StreamDescription> streams, PersonState state)
      implements SignalMessage {
    /** Checks the bounds. */
    public Hello {
      requireHead(callId, from);
      Objects.requireNonNull(join, "join");
      streams = copyStreams(streams);
      Objects.requireNonNull(state, "state");
    }
  }

  /**
   * Between which joinings a signal for one participant goes: what was meant for an earlier one, or
   * comes from one, is told apart.
   *
   * @param from the sender's
   * @param to the addressee's, as the sender knows it
   */
  record Ends(JoinId from, JoinId to) {
    /** Checks for nulls. */
    public Ends {
      Objects.requireNonNull(from, "from");
      Objects.requireNonNull(to, "to");
    }
  }

  /**
   * "Of yours I want these, and no others; these are mine." Sent to the publisher, again until it
   * is heard; each replaces the one before.
   *
   * @param callId the call
   * @param from who wants them
   * @param ends from which joining to which
   * @param number grows with each change of what is said here
   * @param heard the highest number that the sender has of the addressee; -1 if none
   * @param asks whether the sender does not know yet that the addressee has this number, and wants
   *     an answer
   * @param streams ids of the addressee's streams; at most 64, each once; empty for none
   * @param published what the sender publishes; at most 64, each id once
   * @param state how the sender is
   * @param lost the highest number of a connection that the sender has given up and wants to be
   *     dialed anew for; -1 if none
   */
  record Subscribe(
      CallId callId,
      Did from,
      Ends ends,
      long number,
      long heard,
      boolean asks,
      List<StreamId> streams,
      List<StreamDescription> published,
      PersonState state,
      long lost)
      implements SignalMessage {
    /** Checks the bounds. */
    public Subscribe {
      requireHead(callId, from);
      Objects.requireNonNull(ends, "ends");
      requireNumber("number", number);
      requireNumber("heard + 1", heard + 1);
      streams = List.copyOf(streams);
      requireDistinct("streams", streams, MAX_STREAMS);
      published = copyStreams(published);
      Objects.requireNonNull(state, "state");
      requireNumber("lost + 1", lost + 1);
    }
  }

  /**
   * "Goodbye." Sent on {@code telecon/{callId}}.
   *
   * @param callId the call
   * @param from who leaves
   * @param join which joining of theirs ends
   * @param reason for people and logs; may be empty
   */
  record Leave(CallId callId, Did from, JoinId join, String reason) implements SignalMessage {
    /** Checks the bounds. */
    public Leave {
      requireHead(callId, from);
      Objects.requireNonNull(join, "join");
      requireText("reason", reason, MAX_TEXT);
    }
  }

  /**
   * A session description for one participant. Sent on {@code telecon/{callId}/{did}}.
   *
   * @param callId the call
   * @param from whose description it is
   * @param ends from which joining to which
   * @param connection counts the connections between the two, from 0, so that signals of an old one
   *     are told apart
   * @param round counts the exchanges of the connection, from 0: an answer has its offer's
   * @param type as JSEP (RFC 9429 section 4.1.10) names them
   * @param sdp the description, at most 192 KiB in UTF-8; empty for {@code ROLLBACK} and only then
   */
  record SessionDescriptionSignal(
      CallId callId,
      Did from,
      Ends ends,
      long connection,
      long round,
      DescriptionType type,
      String sdp)
      implements SignalMessage {
    /** Checks the bounds. */
    public SessionDescriptionSignal {
      requireHead(callId, from);
      Objects.requireNonNull(ends, "ends");
      requireNumber("connection", connection);
      requireNumber("round", round);
      Objects.requireNonNull(type, "type");
      requireUtf8("sdp", sdp, MAX_SDP);
      if (sdp.isEmpty() != (type == DescriptionType.ROLLBACK)) {
        throw new IllegalArgumentException(
            type == DescriptionType.ROLLBACK
                ? "a rollback carries no sdp"
                : "sdp is empty; only a rollback has none");
      }
    }
  }

  /** The kinds of a session description. */
  enum DescriptionType {
    /** Opens a negotiation. */
    OFFER,
    /** Ends it. */
    ANSWER,
    /** A provisional answer. */
    PRANSWER,
    /** Takes the last offer back. */
    ROLLBACK
  }

  /**
   * A trickled candidate for one participant. Sent on {@code telecon/{callId}/{did}}.
   *
   * @param callId the call
   * @param from whose candidate it is
   * @param ends from which joining to which
   * @param connection as in {@link SessionDescriptionSignal}
   * @param candidate the candidate attribute's text (RFC 8839 section 5.1) from {@code candidate:}
   *     on; empty says that there are no more
   * @param sdpMid the m-line's mid; empty if not said
   * @param sdpMLineIndex the m-line's index from 0 to 65,535; -1 if not said
   * @param usernameFragment of the generation that it belongs to; empty if not said
   */
  record IceCandidateSignal(
      CallId callId,
      Did from,
      Ends ends,
      long connection,
      String candidate,
      String sdpMid,
      int sdpMLineIndex,
      String usernameFragment)
      implements SignalMessage {
    /** Checks the bounds. */
    public IceCandidateSignal {
      requireHead(callId, from);
      Objects.requireNonNull(ends, "ends");
      requireNumber("connection", connection);
      requireText("candidate", candidate, MAX_CANDIDATE);
      requireText("sdpMid", sdpMid, StreamId.MAX_LENGTH);
      if (sdpMLineIndex < -1 || sdpMLineIndex > 0xffff) {
        throw new IllegalArgumentException(
            "sdpMLineIndex is " + sdpMLineIndex + "; -1 to 65535 are allowed");
      }
      requireText("usernameFragment", usernameFragment, MAX_UFRAG);
    }
  }

  /**
   * "This is how I am now." Sent on {@code telecon/{callId}}; each replaces the one before.
   *
   * @param callId the call
   * @param from whose state it is
   * @param join which joining of theirs
   * @param state the state
   */
  record StateChanged(CallId callId, Did from, JoinId join, PersonState state)
      implements SignalMessage {
    /** Checks for nulls. */
    public StateChanged {
      requireHead(callId, from);
      Objects.requireNonNull(join, "join");
      Objects.requireNonNull(state, "state");
    }
  }

  private static void requireHead(CallId callId, Did from) {
    Objects.requireNonNull(callId, "callId");
    Objects.requireNonNull(from, "from");
  }

  private static void requireNumber(String what, long number) {
    if (number < 0) {
      throw new IllegalArgumentException(what + " is " + number + "; 0 is the first");
    }
  }

  private static void requireText(String what, String text, int max) {
    Objects.requireNonNull(text, what);
    if (text.length() > max) {
      throw new IllegalArgumentException(
          what + " has " + text.length() + " characters; at most " + max + " are allowed");
    }
    requireUtf8(what, text, Integer.MAX_VALUE);
  }

  private static void requireUtf8(String what, String text, int max) {
    Objects.requireNonNull(text, what);
    int bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          throw new IllegalArgumentException(
              what + " has half a surrogate pair at character " + (i + 1));
        }
        bytes += 4;
        i++;
      } else {
        bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
      }
    }
    if (bytes > max) {
      throw new IllegalArgumentException(
          what + " has " + bytes + " bytes; at most " + max + " are allowed");
    }
  }

  private static List<StreamDescription> copyStreams(List<StreamDescription> streams) {
    List<StreamDescription> copy = List.copyOf(streams);
    requireDistinct("streams", copy.stream().map(StreamDescription::id).toList(), MAX_STREAMS);
    return copy;
  }

  private static void requireDistinct(String what, List<?> list, int max) {
    if (list.size() > max) {
      throw new IllegalArgumentException(
          list.size() + " " + what + "; at most " + max + " are allowed");
    }
    Set<Object> seen = new HashSet<>();
    for (Object element : list) {
      if (!seen.add(element)) {
        throw new IllegalArgumentException(element + " occurs twice among the " + what);
      }
    }
  }
}
