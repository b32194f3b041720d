package org.vivavoce.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vivavoce.signaling.MalformedSignalException.Reason;
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

class SignalCodecTest {
  private static final CallId CALL =
      new CallId(UUID.fromString("123e4567-e89b-42d3-a456-426614174000"));
  private static final Did ALICE = new Did(Did.EXAMPLE);
  private static final Did BOB = Identity.generate().did();
  private static final JoinId JOIN = JoinId.of(JoinId.MAX_DEVICE, 7);
  private static final Ends ENDS = new Ends(JOIN, new JoinId(0));
  private static final GroupKey KEY = GroupKey.draw(new Random(5));
  private static final StreamDescription MIC =
      new StreamDescription(new StreamId("mic"), MediaType.AUDIO, "opus");
  private static final StreamDescription CAMERA =
      new StreamDescription(new StreamId("cam+1"), MediaType.VIDEO, "VP8");

  static Stream<SignalMessage> messages() {
    return Stream.of(
        new CallOffer(
            CALL,
            ALICE,
            List.of(ALICE, BOB),
            List.of(MIC, CAMERA),
            "chat 7 äöü 🎈",
            30_000,
            KEY,
            Long.MAX_VALUE,
            Optional.of(JOIN)),
        new CallOffer(CALL, ALICE, List.of(BOB), List.of(), "", 0, KEY, 0, Optional.empty()),
        new CallCancel(CALL, ALICE, 3, "nobody there"),
        new Ringing(CALL, BOB, 3),
        new AnsweredElsewhere(CALL, ALICE, JOIN),
        new CallReject(CALL, BOB, "busy"),
        new CallReject(CALL, BOB, ""),
        new Hello(CALL, BOB, JOIN, List.of(CAMERA), new PersonState(true, false, true)),
        new Hello(CALL, BOB, JOIN, List.of(), PersonState.PLAIN),
        new Subscribe(
            CALL,
            BOB,
            ENDS,
            7,
            -1,
            true,
            List.of(new StreamId("mic"), new StreamId("cam+1")),
            List.of(MIC),
            PersonState.PLAIN,
            -1),
        new Subscribe(
            CALL,
            BOB,
            ENDS,
            8,
            0,
            false,
            List.of(),
            List.of(),
            new PersonState(false, true, false),
            0),
        new Leave(CALL, BOB, JOIN, "bye"),
        new SessionDescriptionSignal(
            CALL, BOB, ENDS, Long.MAX_VALUE, 0, DescriptionType.OFFER, "v=0\r\n".repeat(900)),
        new SessionDescriptionSignal(
            CALL, BOB, ENDS, 0, Long.MAX_VALUE, DescriptionType.ANSWER, "v=0\r\n"),
        new SessionDescriptionSignal(CALL, BOB, ENDS, 1, 1, DescriptionType.PRANSWER, "v=0\r\n"),
        new SessionDescriptionSignal(CALL, BOB, ENDS, 2, 0, DescriptionType.ROLLBACK, ""),
        new IceCandidateSignal(
            CALL,
            BOB,
            ENDS,
            3,
            "candidate:1 1 udp 2130706431 127.0.0.1 5000 typ host",
            "0",
            0,
            "abcd"),
        new IceCandidateSignal(CALL, BOB, ENDS, 3, "", "", -1, ""),
        new IceCandidateSignal(CALL, BOB, ENDS, 3, "", "audio", 65535, "abcd"),
        new StateChanged(CALL, BOB, JOIN, new PersonState(true, false, true)),
        new StateChanged(CALL, BOB, JOIN, new PersonState(false, true, false)));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void what_is_written_is_read_back(SignalMessage message) throws Exception {
    assertThat(SignalCodec.decode(SignalCodec.encode(message))).isEqualTo(message);
  }

  @Test
  void every_type_of_message_is_among_the_examples() {
    Set<Class<?>> seen = new java.util.HashSet<>();
    messages().forEach(message -> seen.add(message.getClass()));
    assertThat(seen).containsExactlyInAnyOrder(SignalMessage.class.getPermittedSubclasses());
  }

  @Test
  void the_bytes_of_a_leave_are_these_for_ever() {
    // {"v":1,"t":"leave","call":h'…',"from":"did:key:…","join":…,"reason":"bye"}, indefinite map.
    String expected =
        "bf"
            + "6176"
            + "01"
            + "6174"
            + "656c65617665"
            + "6463616c6c"
            + "50123e4567e89b42d3a456426614174000"
            + "6466726f6d"
            + "7838"
            + HexFormat.of().formatHex(Did.EXAMPLE.getBytes())
            + "646a6f696e"
            + "1b7fffffffffff0007"
            + "66726561736f6e"
            + "63627965"
            + "ff";
    assertThat(SignalCodec.encode(new Leave(CALL, ALICE, JOIN, "bye")))
        .asHexString()
        .isEqualToIgnoringCase(expected);
  }

  @Test
  void the_largest_messages_fit() throws Exception {
    List<Did> people = new ArrayList<>();
    List<StreamDescription> streams = new ArrayList<>();
    List<StreamId> ids = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      people.add(Identity.generate().did());
      ids.add(new StreamId("s".repeat(62) + (char) ('A' + i / 26) + (char) ('A' + i % 26)));
      streams.add(new StreamDescription(ids.get(i), MediaType.AUDIO, "c".repeat(32)));
    }
    for (SignalMessage largest :
        List.of(
            new CallOffer(
                CALL,
                BOB,
                people,
                streams,
                "€".repeat(256),
                86_400_000,
                KEY,
                Long.MAX_VALUE,
                Optional.of(JOIN)),
            new Subscribe(
                CALL,
                BOB,
                ENDS,
                Long.MAX_VALUE,
                Long.MAX_VALUE - 1,
                true,
                ids,
                streams,
                PersonState.PLAIN,
                Long.MAX_VALUE - 1),
            new SessionDescriptionSignal(
                CALL, BOB, ENDS, 0, 0, DescriptionType.OFFER, "€".repeat(64 * 1024)),
            new IceCandidateSignal(
                CALL, BOB, ENDS, 0, "c".repeat(1024), "m".repeat(64), 65535, "u".repeat(256)))) {
      assertThat(SignalCodec.decode(SignalCodec.encode(largest))).isEqualTo(largest);
    }
  }

  private interface Fields {
    void write(CBORGenerator cbor) throws IOException;
  }

  private static byte[] map(Fields fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (CBORGenerator cbor = new CBORFactory().createGenerator(out)) {
      cbor.writeStartObject();
      fields.write(cbor);
      cbor.writeEndObject();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  private static void head(CBORGenerator cbor, String type) throws IOException {
    cbor.writeStringField("t", type);
    cbor.writeStringField("from", ALICE.text());
    cbor.writeNumberField("v", 1);
    cbor.writeBinaryField("call", HexFormat.of().parseHex("123e4567e89b42d3a456426614174000"));
  }

  private static void ends(CBORGenerator cbor) throws IOException {
    cbor.writeNumberField("join", 1);
    cbor.writeNumberField("to", 2);
  }

  private static void refused(Reason reason, String part, byte[] bytes) {
    assertThatThrownBy(() -> SignalCodec.decode(bytes))
        .isInstanceOfSatisfying(
            MalformedSignalException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(part);
  }

  @Test
  void keys_may_come_in_any_order_and_unknown_ones_are_skipped() throws Exception {
    byte[] bytes =
        map(
            cbor -> {
              cbor.writeStringField("reason", "bye");
              cbor.writeFieldName("future");
              cbor.writeStartObject();
              cbor.writeArrayFieldStart("list");
              cbor.writeNumber(1.5);
              cbor.writeNull();
              cbor.writeEndArray();
              cbor.writeEndObject();
              head(cbor, "reject");
              cbor.writeNullField("other");
            });
    assertThat(SignalCodec.decode(bytes)).isEqualTo(new CallReject(CALL, ALICE, "bye"));
  }

  @Test
  void an_unknown_type_or_version_is_told_apart_from_garbage() {
    refused(Reason.UNKNOWN_TYPE, "\"dance\"", map(cbor -> head(cbor, "dance")));
    refused(Reason.UNKNOWN_VERSION, "version 2", map(cbor -> cbor.writeNumberField("v", 2)));
    refused(Reason.NOT_CBOR, "", new byte[0]);
    refused(Reason.NOT_CBOR, "", "{\"v\":1}".getBytes());
    refused(Reason.TOO_LARGE, "262145", new byte[SignalCodec.MAX_BYTES + 1]);
  }

  @Test
  void a_missing_or_doubled_field_is_named() {
    refused(Reason.MISSING_FIELD, "v is missing", map(cbor -> {}));
    refused(Reason.MISSING_FIELD, "join is missing", map(cbor -> head(cbor, "sdp")));
    refused(Reason.MISSING_FIELD, "join is missing", map(cbor -> head(cbor, "state")));
    refused(
        Reason.BAD_FIELD,
        "\"t\" occurs twice",
        map(
            cbor -> {
              head(cbor, "reject");
              cbor.writeStringField("t", "hello");
            }));
    refused(
        Reason.BAD_FIELD,
        "\"new\" occurs twice",
        map(
            cbor -> {
              cbor.writeNumberField("new", 1);
              cbor.writeNumberField("new", 1);
              head(cbor, "reject");
            }));
  }

  @Test
  void a_field_of_the_wrong_kind_or_out_of_bounds_is_named() {
    refused(
        Reason.BAD_FIELD,
        "reason",
        map(
            c -> {
              head(c, "reject");
              c.writeNumberField("reason", 1);
            }));
    refused(
        Reason.BAD_FIELD,
        "reason has 257 characters",
        map(
            c -> {
              head(c, "reject");
              c.writeStringField("reason", "x".repeat(257));
            }));
    refused(
        Reason.BAD_FIELD,
        "reason",
        map(
            c -> {
              head(c, "reject");
              c.writeNullField("reason");
            }));
    refused(
        Reason.BAD_FIELD,
        "people has more than 64",
        map(
            c -> {
              head(c, "offer");
              c.writeArrayFieldStart("people");
              for (int i = 0; i < 65; i++) {
                c.writeString("x");
              }
              c.writeEndArray();
            }));
    refused(
        Reason.BAD_FIELD,
        "occurs twice",
        map(
            c -> {
              head(c, "subscribe");
              ends(c);
              c.writeNumberField("no", 0);
              c.writeBooleanField("asks", true);
              c.writeBooleanField("muted", true);
              c.writeBooleanField("deafened", true);
              c.writeBooleanField("recording", true);
              c.writeArrayFieldStart("streams");
              c.writeEndArray();
              c.writeArrayFieldStart("want");
              c.writeString("a");
              c.writeString("a");
              c.writeEndArray();
            }));
    refused(
        Reason.BAD_FIELD,
        "a rollback carries no sdp",
        map(
            c -> {
              head(c, "sdp");
              ends(c);
              c.writeNumberField("conn", 1);
              c.writeNumberField("round", 0);
              c.writeStringField("kind", "rollback");
              c.writeStringField("sdp", "v=0");
            }));
    refused(
        Reason.BAD_FIELD,
        "conn is negative",
        map(
            c -> {
              head(c, "sdp");
              ends(c);
              c.writeNumberField("conn", -1);
            }));
    refused(
        Reason.BAD_FIELD,
        "mline is 65536",
        map(
            c -> {
              head(c, "candidate");
              ends(c);
              c.writeNumberField("conn", 1);
              c.writeNumberField("mline", 65536);
            }));
    refused(
        Reason.BAD_FIELD,
        "one looks like",
        map(
            c -> {
              c.writeNumberField("v", 1);
              c.writeStringField("t", "leave");
              c.writeBinaryField("call", new byte[16]);
              c.writeStringField("from", "did:web:example.com");
            }));
    refused(
        Reason.BAD_FIELD,
        "15 bytes instead of 16",
        map(
            c -> {
              c.writeNumberField("v", 1);
              c.writeStringField("t", "leave");
              c.writeBinaryField("call", new byte[15]);
            }));
  }

  @Test
  void every_truncation_is_refused_and_so_is_a_trailing_byte() {
    messages()
        .filter(message -> !(message instanceof SessionDescriptionSignal))
        .map(SignalCodec::encode)
        .forEach(
            bytes -> {
              for (int length = 0; length < bytes.length; length++) {
                byte[] cut = Arrays.copyOf(bytes, length);
                assertThatThrownBy(() -> SignalCodec.decode(cut))
                    .isInstanceOf(MalformedSignalException.class);
              }
              refused(Reason.NOT_CBOR, "follows", Arrays.copyOf(bytes, bytes.length + 1));
            });
  }

  @Test
  void deep_nesting_many_keys_and_endless_lists_are_refused() {
    byte[] deep = new byte[200_000];
    Arrays.fill(deep, (byte) 0x81);
    deep[0] = (byte) 0xbf;
    deep[1] = 0x61;
    deep[2] = 'x';
    assertThatThrownBy(() -> SignalCodec.decode(deep)).isInstanceOf(MalformedSignalException.class);

    byte[] wide =
        map(
            c -> {
              for (int i = 0; i < 65; i++) {
                c.writeNumberField("k" + i, i);
              }
            });
    refused(Reason.NOT_CBOR, "too many", wide);

    byte[] endless = new byte[100_000];
    endless[0] = (byte) 0xbf;
    endless[1] = 0x64;
    System.arraycopy("want".getBytes(), 0, endless, 2, 4);
    endless[6] = (byte) 0x9f;
    refused(Reason.BAD_FIELD, "too many elements", endless);

    // A text that says it is 2 GB long must not make us allocate it.
    byte[] boast = HexFormat.of().parseHex("bf61767a7fffffff6161");
    assertThatThrownBy(() -> SignalCodec.decode(boast))
        .isInstanceOf(MalformedSignalException.class);
  }

  @Test
  void twenty_thousand_mutants_are_read_or_refused_and_what_is_read_can_be_written() {
    Random random = new Random(20261123);
    List<byte[]> originals = messages().map(SignalCodec::encode).toList();
    EnumSet<Reason> reasons = EnumSet.noneOf(Reason.class);
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] mutant = mutate(originals, random);
      try {
        SignalMessage message = SignalCodec.decode(mutant);
        assertThat(SignalCodec.decode(SignalCodec.encode(message))).isEqualTo(message);
        read++;
      } catch (MalformedSignalException e) {
        reasons.add(e.reason());
        assertThat(e.getMessage()).hasSizeLessThan(1000);
      }
    }
    assertThat(read).isBetween(100, 15_000);
    assertThat(reasons)
        .contains(
            Reason.NOT_CBOR,
            Reason.MISSING_FIELD,
            Reason.BAD_FIELD,
            Reason.UNKNOWN_TYPE,
            Reason.UNKNOWN_VERSION);
  }

  private static byte[] mutate(List<byte[]> originals, Random random) {
    byte[] bytes = originals.get(random.nextInt(originals.size())).clone();
    int changes = 1 + random.nextInt(4);
    for (int change = 0; change < changes && bytes.length > 0; change++) {
      int at = random.nextInt(Math.min(bytes.length, 200));
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        case 3 -> bytes[at] = (byte) (0xa0 | random.nextInt(96));
        case 4 -> {
          byte[] other = originals.get(random.nextInt(originals.size()));
          int length = Math.min(Math.min(bytes.length, other.length) - at, 40);
          if (length > 0) {
            System.arraycopy(other, at, bytes, random.nextInt(bytes.length - length + 1), length);
          }
        }
        default -> {
          byte[] longer = new byte[bytes.length + 8];
          System.arraycopy(bytes, 0, longer, 0, at);
          System.arraycopy(bytes, at, longer, at + 8, bytes.length - at);
          bytes = longer;
        }
      }
    }
    return bytes;
  }
}
