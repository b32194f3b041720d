package org.vivavoce.signaling;

import static org.vivavoce.signaling.MalformedSignalException.Reason.BAD_FIELD;
import static org.vivavoce.signaling.MalformedSignalException.Reason.TOO_LARGE;
import static org.vivavoce.signaling.MalformedSignalException.Reason.UNKNOWN_TYPE;
import static org.vivavoce.signaling.MalformedSignalException.Reason.UNKNOWN_VERSION;

import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.vivavoce.signaling.SignalMessage.AnsweredElsewhere;
import org.vivavoce.signaling.SignalMessage.CallCancel;
import org.vivavoce.signaling.SignalMessage.CallOffer;
import org.vivavoce.signaling.SignalMessage.CallReject;
import org.vivavoce.signaling.SignalMessage.DescriptionType;
import org.vivavoce.signaling.SignalMessage.Ends;
import org.vivavoce.signaling.SignalMessage.Hello;
import org.vivavoce.signaling.SignalMessage.IceCandidateSignal;
import org.vivavoce.signaling.SignalMessage.Leave;
import org.vivavoce.signaling.SignalMessage.Ringing;
import org.vivavoce.signaling.SignalMessage.SessionDescriptionSignal;
import org.vivavoce.signaling.SignalMessage.StateChanged;
import org.vivavoce.signaling.SignalMessage.Subscribe;

/**
 * Signal messages as bytes and back: one CBOR map (RFC 8949) with text keys, in any order.
 *
 * <pre>
 * key       kind               in                what
 * v         uint               all               version of this format: 1
 * t         text               all               the type, see below
 * call      bytes, 16          all               call id, a UUID in network order
 * from      text               all               the sender's DID
 * people    [text, …]          offer             participants' DIDs, 1 to 64
 * streams   [[text,text,text]] offer, hello, subscribe   per stream: id, "audio" or "video", codec; at most 64
 * want      [text, …]          subscribe         stream ids; at most 64
 * conv      text, optional     offer             conversation id, at most 256 characters
 * expires   uint, optional     offer             milliseconds from arrival, at most a day
 * key       bytes, 32          offer             the call's group key
 * ring      uint               offer cancel ringing   which ringing of the caller's
 * lost      uint, optional     offer             the callee's joining that was lost
 *                              subscribe         the last connection that was given up
 * join      uint               hello leave state elsewhere   a joining: device &lt;&lt; 16 | count
 *                              subscribe sdp candidate   the sender's
 * to        uint               subscribe sdp candidate   the addressee's joining
 * no        uint               subscribe         its number
 * heard     uint, optional     subscribe         the highest number heard of the addressee
 * asks      bool               subscribe         whether an answer is wanted
 * reason    text, optional     cancel reject leave   at most 256 characters
 * conn      uint               sdp, candidate    which connection between the two, from 0
 * round     uint               sdp               which exchange of the connection, from 0
 * kind      text               sdp               "offer", "answer", "pranswer", "rollback"
 * sdp       text, optional     sdp               at most 192 KiB; left out with "rollback"
 * cand      text, optional     candidate         at most 1,024 characters; left out at the end of candidates
 * mid       text, optional     candidate         at most 64 characters
 * mline     uint, optional     candidate         0 to 65,535
 * ufrag     text, optional     candidate         at most 256 characters
 * muted deafened recording     hello subscribe state   booleans
 *
 * t: offer cancel ringing elsewhere reject hello subscribe leave sdp candidate state
 * </pre>
 *
 * <p>Optional fields are left out when empty. Unknown keys are skipped, so fields can be added
 * within version 1; a key that occurs twice makes the message malformed. At most 262,144 bytes, 64
 * keys, eight levels of nesting, keys of at most 32 bytes. Nothing may follow the map.
 *
 * <p>Pure and stateless: safe from any thread.
 */
public final class SignalCodec {
  /** The version of the format that is written, and the only one read. */
  public static final int VERSION = 1;

  /** The most bytes of a signal. */
  public static final int MAX_BYTES = 256 * 1024;

  private SignalCodec() {}

  /**
   * Writes a message.
   *
   * @param message any message; its constructor has checked the bounds
   * @return at most {@link #MAX_BYTES} bytes, a fresh array
   */
  public static byte[] encode(SignalMessage message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (CBORGenerator cbor = CborMap.FACTORY.createGenerator(out)) {
      cbor.writeStartObject();
      cbor.writeNumberField("v", VERSION);
      cbor.writeStringField("t", typeOf(message));
      UUID call = message.callId().uuid();
      cbor.writeBinaryField(
          "call",
          ByteBuffer.allocate(16)
              .putLong(call.getMostSignificantBits())
              .putLong(call.getLeastSignificantBits())
              .array());
      cbor.writeStringField("from", message.from().text());
      writeBody(cbor, message);
      cbor.writeEndObject();
    } catch (IOException e) {
      throw new AssertionError("writing to memory failed", e);
    }
    if (out.size() > MAX_BYTES) {
      throw new AssertionError("a message within its bounds took " + out.size() + " bytes");
    }
    return out.toByteArray();
  }

  /**
   * Reads a message.
   *
   * @param bytes from anywhere; not kept
   * @return the message, within all its bounds
   * @throws MalformedSignalException if the bytes are anything else; no other exception is thrown
   */
  public static SignalMessage decode(byte[] bytes) throws MalformedSignalException {
    if (bytes.length > MAX_BYTES) {
      throw new MalformedSignalException(
          TOO_LARGE, bytes.length + " bytes; a signal has at most " + MAX_BYTES);
    }
    CborMap map = CborMap.read(bytes);
    long version = map.number("v");
    if (version != VERSION) {
      throw new MalformedSignalException(
          UNKNOWN_VERSION, "version " + version + "; this is version " + VERSION);
    }
    String type = map.text("t");
    try {
      return build(type, callId(map), new Did(map.text("from")), map);
    } catch (IllegalArgumentException e) {
      throw new MalformedSignalException(BAD_FIELD, e.getMessage());
    }
  }

  private static String typeOf(SignalMessage message) {
    if (message instanceof CallOffer) {
      return "offer";
    } else if (message instanceof CallCancel) {
      return "cancel";
    } else if (message instanceof Ringing) {
      return "ringing";
    } else if (message instanceof AnsweredElsewhere) {
      return "elsewhere";
    } else if (message instanceof CallReject) {
      return "reject";
    } else if (message instanceof Hello) {
      return "hello";
    } else if (message instanceof Subscribe) {
      return "subscribe";
    } else if (message instanceof Leave) {
      return "leave";
    } else if (message instanceof SessionDescriptionSignal) {
      return "sdp";
    } else if (message instanceof IceCandidateSignal) {
      return "candidate";
    } else if (message instanceof StateChanged) {
      return "state";
    }
    throw new AssertionError("a message without a type: " + message.getClass());
  }

  private static SignalMessage build(String type, CallId callId, Did from, CborMap map)
      throws MalformedSignalException {
    return switch (type) {
      case "offer" ->
          new CallOffer(
              callId,
              from,
              map.texts("people", SignalMessage.MAX_PARTICIPANTS).stream().map(Did::new).toList(),
              map.streams("streams"),
              map.textOr("conv", ""),
              map.numberOr("expires", 0),
              GroupKey.of(map.bytes("key")),
              map.number("ring"),
              Optional.of(map.numberOr("lost", -1)).filter(n -> n >= 0).map(JoinId::new));
      case "cancel" -> new CallCancel(callId, from, map.number("ring"), map.textOr("reason", ""));
      case "ringing" -> new Ringing(callId, from, map.number("ring"));
      case "elsewhere" -> new AnsweredElsewhere(callId, from, join(map));
      case "reject" -> new CallReject(callId, from, map.textOr("reason", ""));
      case "hello" -> new Hello(callId, from, join(map), map.streams("streams"), state(map));
      case "subscribe" ->
          new Subscribe(
              callId,
              from,
              ends(map),
              map.number("no"),
              map.numberOr("heard", -1),
              map.flag("asks"),
              map.texts("want", SignalMessage.MAX_STREAMS).stream().map(StreamId::new).toList(),
              map.streams("streams"),
              state(map),
              map.numberOr("lost", -1));
      case "leave" -> new Leave(callId, from, join(map), map.textOr("reason", ""));
      case "sdp" ->
          new SessionDescriptionSignal(
              callId,
              from,
              ends(map),
              map.number("conn"),
              map.number("round"),
              kind(map.text("kind")),
              map.textOr("sdp", ""));
      case "candidate" -> {
        long mline = map.numberOr("mline", -1);
        if (mline < -1 || mline > 0xffff) {
          throw new IllegalArgumentException("mline is " + mline);
        }
        yield new IceCandidateSignal(
            callId,
            from,
            ends(map),
            map.number("conn"),
            map.textOr("cand", ""),
            map.textOr("mid", ""),
            (int) mline,
            map.textOr("ufrag", ""));
      }
      case "state" -> new StateChanged(callId, from, join(map), state(map));
      default ->
          throw new MalformedSignalException(
              UNKNOWN_TYPE, "no type " + Printable.quote(type, 32) + " is known");
    };
  }

  private static JoinId join(CborMap map) throws MalformedSignalException {
    return new JoinId(map.number("join"));
  }

  private static Ends ends(CborMap map) throws MalformedSignalException {
    return new Ends(join(map), new JoinId(map.number("to")));
  }

  private static PersonState state(CborMap map) throws MalformedSignalException {
    return new PersonState(map.flag("muted"), map.flag("deafened"), map.flag("recording"));
  }

  private static CallId callId(CborMap map) throws MalformedSignalException {
    byte[] bytes = map.bytes("call");
    if (bytes.length != 16) {
      throw new MalformedSignalException(
          BAD_FIELD, "the call id has " + bytes.length + " bytes instead of 16");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new CallId(new UUID(buffer.getLong(), buffer.getLong()));
  }

  private static DescriptionType kind(String kind) throws MalformedSignalException {
    for (DescriptionType type : DescriptionType.values()) {
      if (name(type).equals(kind)) {
        return type;
      }
    }
    throw new MalformedSignalException(
        BAD_FIELD, "no description is a " + Printable.quote(kind, 32));
  }

  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static void writeBody(CBORGenerator cbor, SignalMessage message) throws IOException {
    if (message instanceof CallOffer offer) {
      cbor.writeFieldName("people");
      cbor.writeStartArray(offer.participants(), offer.participants().size());
      for (Did did : offer.participants()) {
        cbor.writeString(did.text());
      }
      cbor.writeEndArray();
      writeStreams(cbor, offer.streams());
      writeUnlessEmpty(cbor, "conv", offer.conversationId());
      if (offer.expiresAfterMillis() != 0) {
        cbor.writeNumberField("expires", offer.expiresAfterMillis());
      }
      cbor.writeBinaryField("key", offer.groupKey().bytes());
      cbor.writeNumberField("ring", offer.ring());
      if (offer.lost().isPresent()) {
        cbor.writeNumberField("lost", offer.lost().get().value());
      }
    } else if (message instanceof CallCancel cancel) {
      cbor.writeNumberField("ring", cancel.ring());
      writeUnlessEmpty(cbor, "reason", cancel.reason());
    } else if (message instanceof Ringing ringing) {
      cbor.writeNumberField("ring", ringing.ring());
    } else if (message instanceof AnsweredElsewhere elsewhere) {
      cbor.writeNumberField("join", elsewhere.join().value());
    } else if (message instanceof CallReject reject) {
      writeUnlessEmpty(cbor, "reason", reject.reason());
    } else if (message instanceof Hello hello) {
      cbor.writeNumberField("join", hello.join().value());
      writeStreams(cbor, hello.streams());
      writeState(cbor, hello.state());
    } else if (message instanceof Subscribe subscribe) {
      writeSubscribe(cbor, subscribe);
    } else if (message instanceof Leave leave) {
      cbor.writeNumberField("join", leave.join().value());
      writeUnlessEmpty(cbor, "reason", leave.reason());
    } else if (message instanceof SessionDescriptionSignal description) {
      writeEnds(cbor, description.ends());
      cbor.writeNumberField("conn", description.connection());
      cbor.writeNumberField("round", description.round());
      cbor.writeStringField("kind", name(description.type()));
      writeUnlessEmpty(cbor, "sdp", description.sdp());
    } else if (message instanceof IceCandidateSignal candidate) {
      writeEnds(cbor, candidate.ends());
      cbor.writeNumberField("conn", candidate.connection());
      writeUnlessEmpty(cbor, "cand", candidate.candidate());
      writeUnlessEmpty(cbor, "mid", candidate.sdpMid());
      if (candidate.sdpMLineIndex() >= 0) {
        cbor.writeNumberField("mline", candidate.sdpMLineIndex());
      }
      writeUnlessEmpty(cbor, "ufrag", candidate.usernameFragment());
    } else if (message instanceof StateChanged changed) {
      cbor.writeNumberField("join", changed.join().value());
      writeState(cbor, changed.state());
    }
  }

  private static void writeSubscribe(CBORGenerator cbor, Subscribe subscribe) throws IOException {
    writeEnds(cbor, subscribe.ends());
    cbor.writeNumberField("no", subscribe.number());
    writeUnlessNone(cbor, "heard", subscribe.heard());
    cbor.writeBooleanField("asks", subscribe.asks());
    cbor.writeFieldName("want");
    cbor.writeStartArray(subscribe.streams(), subscribe.streams().size());
    for (StreamId id : subscribe.streams()) {
      cbor.writeString(id.text());
    }
    cbor.writeEndArray();
    writeStreams(cbor, subscribe.published());
    writeState(cbor, subscribe.state());
    writeUnlessNone(cbor, "lost", subscribe.lost());
  }

  private static void writeEnds(CBORGenerator cbor, Ends ends) throws IOException {
    cbor.writeNumberField("join", ends.from().value());
    cbor.writeNumberField("to", ends.to().value());
  }

  private static void writeState(CBORGenerator cbor, PersonState state) throws IOException {
    cbor.writeBooleanField("muted", state.muted());
    cbor.writeBooleanField("deafened", state.deafened());
    cbor.writeBooleanField("recording", state.recording());
  }

  private static void writeUnlessNone(CBORGenerator cbor, String key, long number)
      throws IOException {
    if (number >= 0) {
      cbor.writeNumberField(key, number);
    }
  }

  private static void writeUnlessEmpty(CBORGenerator cbor, String key, String text)
      throws IOException {
    if (!text.isEmpty()) {
      cbor.writeStringField(key, text);
    }
  }

  private static void writeStreams(CBORGenerator cbor, List<StreamDescription> streams)
      throws IOException {
    cbor.writeFieldName("streams");
    cbor.writeStartArray(streams, streams.size());
    for (StreamDescription stream : streams) {
      cbor.writeStartArray(stream, 3);
      cbor.writeString(stream.id().text());
      cbor.writeString(name(stream.mediaType()));
      cbor.writeString(stream.codec());
      cbor.writeEndArray();
    }
    cbor.writeEndArray();
  }
}
