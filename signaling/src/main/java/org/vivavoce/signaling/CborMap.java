package org.vivavoce.signaling;

import static org.vivavoce.signaling.MalformedSignalException.Reason.BAD_FIELD;
import static org.vivavoce.signaling.MalformedSignalException.Reason.MISSING_FIELD;
import static org.vivavoce.signaling.MalformedSignalException.Reason.NOT_CBOR;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORFactoryBuilder;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A signal's top-level CBOR map, taken apart within bounds; the values are text, numbers, booleans,
 * bytes, and lists of those.
 */
final class CborMap {
  static final CBORFactory FACTORY = factory();

  private static final int MAX_KEYS = 64;
  private static final int MAX_DEPTH = 8;
  private static final int MAX_KEY_LENGTH = 32;

  /**
   * More list elements than any valid message has: 64 streams of three texts and a list each, and
   * 64 participants.
   */
  private static final int MAX_ELEMENTS = 512;

  private static final Set<String> KNOWN =
      Set.of(
          "v",
          "t",
          "call",
          "from",
          "people",
          "streams",
          "want",
          "conv",
          "expires",
          "reason",
          "conn",
          "kind",
          "sdp",
          "cand",
          "mid",
          "mline",
          "ufrag",
          "muted",
          "deafened",
          "recording",
          "key",
          "ring",
          "lost",
          "join",
          "to",
          "no",
          "heard",
          "asks",
          "round");

  private final Map<String, Object> values = new HashMap<>();
  private int elements;

  private CborMap() {}

  private static CBORFactory factory() {
    CBORFactoryBuilder builder = CBORFactory.builder();
    builder.streamReadConstraints(
        StreamReadConstraints.builder()
            .maxDocumentLength(SignalCodec.MAX_BYTES)
            .maxStringLength(SignalCodec.MAX_BYTES)
            .maxNestingDepth(MAX_DEPTH)
            .maxNameLength(MAX_KEY_LENGTH)
            .maxNumberLength(40)
            .build());
    // Names come from strangers: a table of them, or interning, would keep what they send.
    builder.disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES);
    builder.disable(JsonFactory.Feature.INTERN_FIELD_NAMES);
    return builder.build();
  }

  static CborMap read(byte[] bytes) throws MalformedSignalException {
    CborMap map = new CborMap();
    try (CBORParser parser = FACTORY.createParser(bytes)) {
      map.readTop(parser);
    } catch (IOException e) {
      throw new MalformedSignalException(NOT_CBOR, firstLine(e));
    } catch (RuntimeException e) {
      // Not ours: a defect of the parser that hostile bytes found must not end a receive loop.
      throw new MalformedSignalException(NOT_CBOR, firstLine(e));
    }
    return map;
  }

  private void readTop(CBORParser parser) throws IOException, MalformedSignalException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new MalformedSignalException(NOT_CBOR, "not a map");
    }
    int keys = 0;
    Set<String> unknown = null;
    for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
      if (++keys > MAX_KEYS || key.length() > MAX_KEY_LENGTH) {
        throw new MalformedSignalException(NOT_CBOR, "too many or too long keys");
      }
      JsonToken token = parser.nextToken();
      if (!KNOWN.contains(key)) {
        unknown = unknown == null ? new HashSet<>() : unknown;
        if (!unknown.add(key)) {
          throw twice(key);
        }
        parser.skipChildren();
      } else if (values.put(key, value(parser, token, key)) != null) {
        throw twice(key);
      }
    }
    if (parser.currentToken() != JsonToken.END_OBJECT) {
      throw new MalformedSignalException(NOT_CBOR, "the map does not end");
    }
    if (parser.nextToken() != null) {
      throw new MalformedSignalException(NOT_CBOR, "something follows the map");
    }
  }

  private static MalformedSignalException twice(String key) {
    return new MalformedSignalException(
        BAD_FIELD, "key " + Printable.quote(key, MAX_KEY_LENGTH) + " occurs twice");
  }

  private Object value(CBORParser parser, JsonToken token, String key)
      throws IOException, MalformedSignalException {
    if (token == JsonToken.VALUE_STRING) {
      return parser.getText();
    } else if (token == JsonToken.VALUE_NUMBER_INT) {
      if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
        throw bad(key, "is too large a number");
      }
      return parser.getLongValue();
    } else if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
      return token == JsonToken.VALUE_TRUE;
    } else if (token == JsonToken.VALUE_EMBEDDED_OBJECT) {
      return parser.getBinaryValue();
    } else if (token == JsonToken.START_ARRAY) {
      List<Object> list = new ArrayList<>();
      for (JsonToken next = parser.nextToken();
          next != JsonToken.END_ARRAY;
          next = parser.nextToken()) {
        if (next == null || ++elements > MAX_ELEMENTS) {
          throw bad(key, "has too many elements, or does not end");
        }
        list.add(value(parser, next, key));
      }
      return list;
    }
    throw bad(key, "is of a kind that no field has: " + token);
  }

  private static MalformedSignalException bad(String key, String why) {
    return new MalformedSignalException(BAD_FIELD, key + " " + why);
  }

  /** What the parser says, without the place in the source that it adds on lines of its own. */
  private static String firstLine(Throwable thrown) {
    String message = thrown.toString();
    int end = message.indexOf('\n');
    return Printable.quote(end < 0 ? message : message.substring(0, end), 200);
  }

  private Object required(String key) throws MalformedSignalException {
    Object value = values.get(key);
    if (value == null) {
      throw new MalformedSignalException(MISSING_FIELD, key + " is missing");
    }
    return value;
  }

  private static <T> T cast(String key, Object value, Class<T> kind, String name)
      throws MalformedSignalException {
    if (!kind.isInstance(value)) {
      throw bad(key, "is not " + name);
    }
    return kind.cast(value);
  }

  String text(String key) throws MalformedSignalException {
    return cast(key, required(key), String.class, "text");
  }

  String textOr(String key, String otherwise) throws MalformedSignalException {
    return values.containsKey(key) ? text(key) : otherwise;
  }

  long number(String key) throws MalformedSignalException {
    long number = cast(key, required(key), Long.class, "a whole number");
    if (number < 0) {
      throw bad(key, "is negative");
    }
    return number;
  }

  long numberOr(String key, long otherwise) throws MalformedSignalException {
    return values.containsKey(key) ? number(key) : otherwise;
  }

  boolean flag(String key) throws MalformedSignalException {
    return cast(key, required(key), Boolean.class, "true or false");
  }

  byte[] bytes(String key) throws MalformedSignalException {
    return cast(key, required(key), byte[].class, "bytes");
  }

  private List<?> list(String key, int max) throws MalformedSignalException {
    List<?> list = cast(key, required(key), List.class, "a list");
    if (list.size() > max) {
      throw bad(key, "has more than " + max + " elements");
    }
    return list;
  }

  List<String> texts(String key, int max) throws MalformedSignalException {
    List<String> texts = new ArrayList<>();
    for (Object element : list(key, max)) {
      texts.add(cast(key, element, String.class, "a list of texts"));
    }
    return texts;
  }

  List<StreamDescription> streams(String key) throws MalformedSignalException {
    List<StreamDescription> streams = new ArrayList<>();
    for (Object element : list(key, SignalMessage.MAX_STREAMS)) {
      List<?> parts = cast(key, element, List.class, "a list of lists");
      if (parts.size() < 3) {
        throw bad(key, "has an entry of " + parts.size() + " parts instead of three");
      }
      String type = cast(key, parts.get(1), String.class, "a list of lists of texts");
      MediaType mediaType =
          switch (type) {
            case "audio" -> MediaType.AUDIO;
            case "video" -> MediaType.VIDEO;
            default -> throw bad(key, "has media of type " + Printable.quote(type, 32));
          };
      streams.add(
          new StreamDescription(
              new StreamId(cast(key, parts.get(0), String.class, "a list of lists of texts")),
              mediaType,
              cast(key, parts.get(2), String.class, "a list of lists of texts")));
    }
    return streams;
  }
}
