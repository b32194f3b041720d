package org.vivavoce.signaling.seal;

import static org.vivavoce.signaling.seal.RejectedEnvelopeException.Reason.MALFORMED;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORFactoryBuilder;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.vivavoce.signaling.CallId;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.PubSub;

/**
 * An envelope's fields, sealed.
 *
 * <pre>
 * key    kind        what
 * v      uint        version of this format: 1
 * k      text        "person": sealed for whom its topic names; "call": sealed with the call's group key
 * call   bytes, 16   the call, a UUID in network order
 * from   text        the sender's DID
 * n      uint        the sender's counter: never the same twice, growing
 * t      uint        when it was sealed, in milliseconds since 1970
 * e      bytes, 32   person: HPKE's encapsulated key; call: the salt of the message's key
 * c      bytes       the ciphertext with its tag
 * </pre>
 *
 * <p>In this order, lengths and numbers in their shortest form: there is one way to write an
 * envelope.
 *
 * <p>What is authenticated besides the ciphertext is the CBOR array {@code ["vivavoce sealed
 * signal", v, k, topic, call, from, n, t]}: an envelope is good for its own topic only.
 */
record Envelope(
    Kind kind, CallId call, Did from, long counter, long time, byte[] key, byte[] ciphertext) {
  static final int VERSION = 1;
  static final int KEY_LENGTH = 32;
  static final int MAX_BYTES = PubSub.MAX_MESSAGE_BYTES;

  private static final String LABEL = "vivavoce sealed signal";
  private static final CBORFactory CBOR = factory();

  /** For whom. */
  enum Kind {
    PERSON("person"),
    CALL("call");

    private final String text;

    Kind(String text) {
      this.text = text;
    }
  }

  private static CBORFactory factory() {
    CBORFactoryBuilder builder = CBORFactory.builder();
    builder.streamReadConstraints(
        StreamReadConstraints.builder()
            .maxDocumentLength(MAX_BYTES)
            .maxStringLength(MAX_BYTES)
            .maxNestingDepth(2)
            .maxNameLength(16)
            .maxNumberLength(40)
            .build());
    builder.disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES);
    builder.disable(JsonFactory.Feature.INTERN_FIELD_NAMES);
    return builder.build();
  }

  /** What is authenticated with the ciphertext. */
  static byte[] associated(
      Kind kind, String topic, CallId call, Did from, long counter, long time) {
    return cbor(
        cbor -> {
          cbor.writeStartArray(null, 8);
          cbor.writeString(LABEL);
          cbor.writeNumber(VERSION);
          cbor.writeString(kind.text);
          cbor.writeString(topic);
          cbor.writeBinary(bytes(call));
          cbor.writeString(from.text());
          cbor.writeNumber(counter);
          cbor.writeNumber(time);
          cbor.writeEndArray();
        });
  }

  byte[] associated(String topic) {
    return associated(kind, topic, call, from, counter, time);
  }

  byte[] write() {
    return cbor(
        cbor -> {
          cbor.writeStartObject(null, 8);
          cbor.writeNumberField("v", VERSION);
          cbor.writeStringField("k", kind.text);
          cbor.writeBinaryField("call", bytes(call));
          cbor.writeStringField("from", from.text());
          cbor.writeNumberField("n", counter);
          cbor.writeNumberField("t", time);
          cbor.writeBinaryField("e", key);
          cbor.writeBinaryField("c", ciphertext);
          cbor.writeEndObject();
        });
  }

  private interface Writing {
    void to(CBORGenerator cbor) throws IOException;
  }

  private static byte[] cbor(Writing writing) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (CBORGenerator cbor = CBOR.createGenerator(out)) {
      writing.to(cbor);
    } catch (IOException e) {
      throw new AssertionError("writing to memory failed", e);
    }
    return out.toByteArray();
  }

  private static byte[] bytes(CallId call) {
    UUID uuid = call.uuid();
    return ByteBuffer.allocate(16)
        .putLong(uuid.getMostSignificantBits())
        .putLong(uuid.getLeastSignificantBits())
        .array();
  }

  static Envelope read(byte[] bytes) throws RejectedEnvelopeException {
    if (bytes.length > MAX_BYTES) {
      throw wrong(bytes.length + " bytes; an envelope has at most " + MAX_BYTES);
    }
    Map<String, Object> fields = fields(bytes);
    if (!Long.valueOf(VERSION).equals(fields.get("v")) || fields.size() != 8) {
      throw wrong("not an envelope of version " + VERSION);
    }
    Kind kind = null;
    for (Kind each : Kind.values()) {
      if (each.text.equals(fields.get("k"))) {
        kind = each;
      }
    }
    if (kind == null
        || !(fields.get("call") instanceof byte[] call)
        || call.length != 16
        || !(fields.get("from") instanceof String from)
        || !(fields.get("n") instanceof Long counter)
        || !(fields.get("t") instanceof Long time)
        || counter < 0
        || time < 0
        || !(fields.get("e") instanceof byte[] key)
        || key.length != KEY_LENGTH
        || !(fields.get("c") instanceof byte[] ciphertext)) {
      throw wrong("a field of the envelope is missing or of a wrong kind");
    }
    ByteBuffer uuid = ByteBuffer.wrap(call);
    Envelope envelope;
    try {
      envelope =
          new Envelope(
              kind,
              new CallId(new UUID(uuid.getLong(), uuid.getLong())),
              new Did(from),
              counter,
              time,
              key,
              ciphertext);
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage());
    }
    // One spelling only: or an envelope could be changed without being another one.
    if (!Arrays.equals(envelope.write(), bytes)) {
      throw wrong("not the one way to write this envelope");
    }
    return envelope;
  }

  private static Map<String, Object> fields(byte[] bytes) throws RejectedEnvelopeException {
    Map<String, Object> fields = new HashMap<>();
    try (JsonParser in = CBOR.createParser(bytes)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw wrong("not a CBOR map");
      }
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        JsonToken token = in.nextToken();
        Object value =
            switch (token) {
              case VALUE_STRING -> in.getText();
              case VALUE_NUMBER_INT -> in.getLongValue();
              case VALUE_EMBEDDED_OBJECT -> in.getBinaryValue();
              default -> throw wrong("a field of a kind that envelopes do not have");
            };
        if (fields.put(name, value) != null || fields.size() > 8) {
          throw wrong("a field that is there twice, or one too many");
        }
      }
      if (in.currentToken() != JsonToken.END_OBJECT || in.nextToken() != null) {
        throw wrong("not one whole CBOR map");
      }
    } catch (IOException | RuntimeException e) {
      // RuntimeException: a defect of the parser that hostile bytes found must not go further.
      throw wrong("not CBOR");
    }
    return fields;
  }

  private static RejectedEnvelopeException wrong(String why) {
    return new RejectedEnvelopeException(MALFORMED, why);
  }
}
