package org.vivavoce.signaling.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.vivavoce.signaling.CallId;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.GroupKey;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.PubSub;
import org.vivavoce.signaling.Topics;
import org.vivavoce.signaling.seal.RejectedEnvelopeException.Reason;

class SealTest {
  private static final long NOW = 1_795_651_200_000L;
  private static final String PKCS8 = "302e020100300506032b657004220420";

  /** The keys of RFC 8032 section 7.1, tests 1 and 2. */
  private static final Identity ALICE =
      identity("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");

  private static final Identity BOB =
      identity("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");

  private static final Identity MALLORY = Identity.generate();
  private static final CallId CALL = CallId.parse("01234567-89ab-4cde-8f01-23456789abcd");
  private static final GroupKey KEY =
      GroupKey.of(hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"));
  private static final String BOBS_TOPIC = Topics.offerCall(BOB.did());

  private final Sealer alice = new Sealer(ALICE, 1000, new Random(1));
  private final Opener bob = new Opener(BOB, Opener.DEFAULT_MAX_AGE_MILLIS);

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static Identity identity(String seed) {
    return Identity.fromPkcs8(hex(PKCS8 + seed));
  }

  private Opener.Opened open(String topic, byte[] envelope, long now)
      throws RejectedEnvelopeException {
    return bob.open(
        topic,
        envelope,
        did -> did.equals(ALICE.did()) || did.equals(BOB.did()),
        call -> call.equals(CALL) ? Optional.of(KEY) : Optional.empty(),
        now);
  }

  private Reason rejection(String topic, byte[] envelope, long now) {
    long before = bob.rejected().values().stream().mapToLong(Long::longValue).sum();
    try {
      open(topic, envelope, now);
    } catch (RejectedEnvelopeException e) {
      assertThat(bob.rejected().values().stream().mapToLong(Long::longValue).sum())
          .isEqualTo(before + 1);
      return e.reason();
    }
    throw new AssertionError("it was opened");
  }

  /** Of libsodium's test of the conversion. */
  @Test
  void an_ed25519_key_becomes_the_x25519_key_that_others_make_of_it() {
    Identity identity =
        identity("421151a459faeade3d247115f94aedae42318124095afabe4d1451a559faedee");
    byte[] publicKey = hex("f1814f0e8ff1043d8a44d25babff3cedcae6c22c3edaa48f857ae70de2baae50");

    assertThat(AgreementKeys.publicKey(identity.did())).isEqualTo(publicKey);
    assertThat(AgreementKeys.of(identity).open()).isEqualTo(publicKey);
    assertThat(AgreementKeys.of(identity).secret())
        .isEqualTo(hex("8052030376d47112be7f73ed7a019293dd12ad910b654455798b4667d73de166"));
  }

  @Test
  void both_ways_to_an_x25519_key_agree_for_any_identity() {
    for (int i = 0; i < 50; i++) {
      Identity identity = Identity.generate();
      assertThat(AgreementKeys.publicKey(identity.did()))
          .isEqualTo(AgreementKeys.of(identity).open());
    }
  }

  /** The vectors of SEALED-SIGNALS.md. */
  @Test
  void the_vectors_of_the_page_are_opened() throws Exception {
    byte[] offer =
        hex(
            "a8617601616b66706572736f6e6463616c6c500123456789ab4cde8f0123456789abcd6466726f6d"
                + "78386469643a6b65793a7a364d6b74777570646d4c58565671547a43773469343672347547796f73"
                + "4758526e5233586a4e345a71376f4d4d7377616e1b000661229feaa00061741b000001a21526e400"
                + "616558204d76efbcda8255ef5407932cf34b926e9db848d680306ded06105497d7855c1b61635454"
                + "24387b104522b48196671b83a3c888700b32bc");
    byte[] sdp =
        hex(
            "a8617601616b66706572736f6e6463616c6c500123456789ab4cde8f0123456789abcd6466726f6d"
                + "78386469643a6b65793a7a364d6b74777570646d4c58565671547a43773469343672347547796f73"
                + "4758526e5233586a4e345a71376f4d4d7377616e1b000661229feaa00161741b000001a21526e400"
                + "616558204e282b026fd730fca824dcd9a2f387e17956e74c2bdd5c3de31ce09b05ffc53d61635322"
                + "b229efe9d49afa960ddd0bb75f9e2915eb23");
    byte[] hello =
        hex(
            "a8617601616b6463616c6c6463616c6c500123456789ab4cde8f0123456789abcd6466726f6d7838"
                + "6469643a6b65793a7a364d6b74777570646d4c58565671547a43773469343672347547796f734758"
                + "526e5233586a4e345a71376f4d4d7377616e1b000661229feaa00261741b000001a21526e4006165"
                + "582073d51abbd89cb8196f0efb6892f94d68fccc2c35f0b84609e5f12c55dd85aba861635855b7e4"
                + "8e99cc0aba6a5ff4a0482c37c12349b2b1bdeb524bfec8495c23b19c43bdf74d4290c194a320ba4c"
                + "3a7e87da2ede60d38830fd78207631f06097a65dad2bd665c4a6f2d85995c6fd5aa68dd663629421"
                + "cf9a0c");
    assertThat(Envelope.read(offer).associated(BOBS_TOPIC))
        .isEqualTo(
            hex(
                "887676697661766f6365207365616c6564207369676e616c0166706572736f6e78436f666665725f"
                    + "63616c6c2f6469643a6b65793a7a364d6b69614d626858484e4134654a5643436a3864627a4b7a54"
                    + "6759444b663663724b674856486964314631574354500123456789ab4cde8f0123456789abcd7838"
                    + "6469643a6b65793a7a364d6b74777570646d4c58565671547a43773469343672347547796f734758"
                    + "526e5233586a4e345a71376f4d4d73771b000661229feaa0001b000001a21526e400"));
    Opener.Opened opened = open(BOBS_TOPIC, offer, NOW);
    assertThat(opened.message()).isEqualTo("ring".getBytes());
    assertThat(opened.from()).isEqualTo(ALICE.did());
    assertThat(opened.call()).isEqualTo(CALL);
    assertThat(open(Topics.call(CALL, BOB.did()), sdp, NOW).message()).isEqualTo("sdp".getBytes());
    assertThat(open(Topics.call(CALL), hello, NOW).message()).isEqualTo("hello".getBytes());
    assertThat(bob.opened()).isEqualTo(3);
    assertThat(bob.rejected()).isEmpty();
  }

  @Test
  void what_is_sealed_is_opened_by_whom_it_is_for_and_by_nobody_else() throws Exception {
    byte[] message = new byte[PubSub.MAX_MESSAGE_BYTES - Sealer.OVERHEAD];
    byte[] envelope = alice.sealFor(BOB.did(), BOBS_TOPIC, CALL, message, NOW);
    assertThat(envelope.length).isLessThanOrEqualTo(PubSub.MAX_MESSAGE_BYTES);
    assertThat(open(BOBS_TOPIC, envelope, NOW).message()).isEqualTo(message);

    Opener mallory = new Opener(MALLORY, Opener.DEFAULT_MAX_AGE_MILLIS);
    assertThatThrownBy(
            () -> mallory.open(BOBS_TOPIC, envelope, did -> true, call -> Optional.empty(), NOW))
        .isInstanceOfSatisfying(
            RejectedEnvelopeException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.WRONG_TOPIC));
    assertThatThrownBy(
            () -> alice.sealFor(BOB.did(), BOBS_TOPIC, CALL, new byte[message.length + 1], NOW))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> alice.sealFor(BOB.did(), Topics.call(CALL), CALL, new byte[1], NOW))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_changed_bit_anywhere_is_noticed() {
    List<byte[]> envelopes =
        List.of(
            alice.sealFor(BOB.did(), BOBS_TOPIC, CALL, "ring".getBytes(), NOW),
            alice.sealForCall(KEY, CALL, "hello".getBytes(), NOW));
    for (byte[] envelope : envelopes) {
      String topic = envelope == envelopes.get(0) ? BOBS_TOPIC : Topics.call(CALL);
      for (int bit = 0; bit < envelope.length * 8; bit++) {
        byte[] changed = envelope.clone();
        changed[bit / 8] ^= (byte) (1 << bit % 8);
        assertThat(rejection(topic, changed, NOW)).as("bit %s", bit).isNotNull();
      }
    }
    assertThat(bob.rejected().get(Reason.FORGED)).isGreaterThan(500);
  }

  @Test
  void a_replayed_envelope_is_refused_and_an_overtaken_one_is_not() throws Exception {
    List<byte[]> envelopes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      envelopes.add(alice.sealForCall(KEY, CALL, new byte[] {(byte) i}, NOW));
    }
    java.util.Collections.shuffle(envelopes, new Random(3));
    for (byte[] envelope : envelopes) {
      open(Topics.call(CALL), envelope, NOW);
    }
    for (byte[] envelope : envelopes) {
      assertThat(rejection(Topics.call(CALL), envelope, NOW)).isEqualTo(Reason.REPLAYED);
    }
  }

  @Test
  void an_envelope_from_another_time_is_refused() throws Exception {
    byte[] envelope = alice.sealFor(BOB.did(), BOBS_TOPIC, CALL, "ring".getBytes(), NOW);
    long age = Opener.DEFAULT_MAX_AGE_MILLIS;
    assertThat(rejection(BOBS_TOPIC, envelope, NOW + age + 1)).isEqualTo(Reason.OUT_OF_TIME);
    assertThat(rejection(BOBS_TOPIC, envelope, NOW - age - 1)).isEqualTo(Reason.OUT_OF_TIME);
    assertThat(open(BOBS_TOPIC, envelope, NOW + age).message()).hasSize(4);
  }

  @Test
  void an_envelope_is_good_for_its_own_topic_and_call_only() {
    CallId other = new CallId(UUID.fromString("11111111-1111-4111-8111-111111111111"));
    byte[] offer = alice.sealFor(BOB.did(), BOBS_TOPIC, CALL, "x".getBytes(), NOW);
    byte[] sdp = alice.sealFor(BOB.did(), Topics.call(CALL, BOB.did()), CALL, "x".getBytes(), NOW);
    byte[] hello = alice.sealForCall(KEY, CALL, "x".getBytes(), NOW);

    assertThat(rejection(Topics.call(CALL, BOB.did()), offer, NOW)).isEqualTo(Reason.FORGED);
    assertThat(rejection(BOBS_TOPIC, sdp, NOW)).isEqualTo(Reason.FORGED);
    assertThat(rejection(Topics.call(other, BOB.did()), sdp, NOW)).isEqualTo(Reason.WRONG_CALL);
    assertThat(rejection(Topics.call(other), hello, NOW)).isEqualTo(Reason.WRONG_CALL);
    assertThat(rejection(BOBS_TOPIC, hello, NOW)).isEqualTo(Reason.WRONG_TOPIC);
    assertThat(rejection(Topics.call(CALL), offer, NOW)).isEqualTo(Reason.WRONG_TOPIC);
    assertThat(rejection("chat/x", offer, NOW)).isEqualTo(Reason.WRONG_TOPIC);
    byte[] unknown = alice.sealForCall(KEY, other, "x".getBytes(), NOW);
    assertThat(rejection(Topics.call(other), unknown, NOW)).isEqualTo(Reason.NO_KEY);
  }

  @Test
  void who_is_not_in_the_call_is_not_heard_and_we_do_not_hear_ourselves() {
    Sealer mallory = new Sealer(MALLORY, 0, new Random(4));
    byte[] hers = mallory.sealForCall(KEY, CALL, "x".getBytes(), NOW);
    assertThat(rejection(Topics.call(CALL), hers, NOW)).isEqualTo(Reason.NOT_ALLOWED);
    byte[] ours = new Sealer(BOB, 0, new Random(5)).sealForCall(KEY, CALL, "x".getBytes(), NOW);
    assertThat(rejection(Topics.call(CALL), ours, NOW)).isEqualTo(Reason.OURS);
  }

  @Test
  void a_participant_who_has_the_key_cannot_speak_for_another() throws Exception {
    // Mallory seals with the group key and Alice's name, and her own signature.
    byte[] associated =
        Envelope.associated(Envelope.Kind.CALL, Topics.call(CALL), CALL, ALICE.did(), 5, NOW);
    byte[] signature = MALLORY.sign(Sealer.signed(associated, "x".getBytes()));
    byte[] plaintext = Arrays.copyOf(signature, signature.length + 1);
    plaintext[signature.length] = 'x';
    byte[] salt = new byte[32];
    byte[] forged =
        new Envelope(
                Envelope.Kind.CALL,
                CALL,
                ALICE.did(),
                5,
                NOW,
                salt,
                Ciphers.sealForCall(KEY, salt, associated, plaintext))
            .write();
    assertThat(rejection(Topics.call(CALL), forged, NOW)).isEqualTo(Reason.FORGED);

    // And seals for Bob in Alice's name, with her own key.
    byte[] bound = Envelope.associated(Envelope.Kind.PERSON, BOBS_TOPIC, CALL, ALICE.did(), 6, NOW);
    AgreementKeys hers = AgreementKeys.of(MALLORY);
    AuthHpke.Sealed sealed =
        Ciphers.sealForPerson(
            new byte[32], new KnownKeys(hers).with(BOB.did()), hers, bound, "x".getBytes());
    byte[] offer =
        new Envelope(
                Envelope.Kind.PERSON, CALL, ALICE.did(), 6, NOW, sealed.key(), sealed.ciphertext())
            .write();
    assertThat(rejection(BOBS_TOPIC, offer, NOW)).isEqualTo(Reason.FORGED);
    assertThat(
            open(BOBS_TOPIC, alice.sealFor(BOB.did(), BOBS_TOPIC, CALL, new byte[1], NOW), NOW)
                .message())
        .as("what was forged in her name does not stand in her way")
        .hasSize(1);
  }

  @Test
  void what_must_be_forgotten_is_refused_rather_than_opened_twice() {
    ReplayGuard guard = new ReplayGuard();
    Did did = ALICE.did();
    for (int i = 0; i < 5_000; i++) {
      assertThat(guard.mayHaveBeenOpened(did, i, NOW, NOW + 2)).isFalse();
      guard.opened(did, i, NOW);
      assertThat(guard.size()).isLessThanOrEqualTo(ReplayGuard.MAX_PER_SENDER);
    }
    for (int i = 0; i < 5_000; i++) {
      assertThat(guard.mayHaveBeenOpened(did, i, NOW, NOW + 2)).isTrue();
    }
    guard.forgetBefore(NOW + 1);
    assertThat(guard.size()).isZero();
  }

  @Test
  void whom_we_know_is_bounded_and_nobody_is_taken_for_another() {
    KnownKeys known = new KnownKeys(AgreementKeys.of(BOB));
    Acquaintance first = known.with(ALICE.did());
    for (int i = 0; i < KnownKeys.MAX + 10; i++) {
      Identity each = Identity.generate();
      assertThat(known.with(each.did()).shared())
          .isEqualTo(new KnownKeys(AgreementKeys.of(each)).with(BOB.did()).shared())
          .isNotEqualTo(first.shared());
      assertThat(known.size()).isLessThanOrEqualTo(KnownKeys.MAX);
    }
    assertThat(known.with(ALICE.did()).shared()).isEqualTo(first.shared());
  }

  @Test
  void many_senders_do_not_push_a_replay_through() {
    ReplayGuard guard = new ReplayGuard();
    guard.opened(ALICE.did(), 7, NOW);
    for (int i = 0; i < ReplayGuard.MAX_SENDERS + 100; i++) {
      guard.opened(Identity.generate().did(), i, NOW + 1);
    }
    assertThat(guard.mayHaveBeenOpened(ALICE.did(), 7, NOW, NOW + 2)).isTrue();
    assertThat(guard.mayHaveBeenOpened(ALICE.did(), 8, NOW + 2, NOW + 2)).isFalse();
  }

  @Test
  void a_crowd_of_today_and_of_the_future_shuts_nobody_out_who_calls_now() {
    ReplayGuard guard = new ReplayGuard();
    int taken = 0;
    for (int i = 0; i < 6_000; i++) {
      Did stranger = Identity.generate().did();
      long time = i % 2 == 0 ? NOW + 299_000 : NOW;
      if (!guard.mayHaveBeenOpened(stranger, 1, time, NOW)) {
        guard.opened(stranger, 1, time);
        taken++;
      }
      assertThat(guard.size()).isLessThanOrEqualTo(ReplayGuard.MAX_SENDERS);
    }
    assertThat(taken).as("some were refused").isBetween(1_000, 5_000);
    long time = NOW;
    for (int i = 0; i < 20; i++) {
      Did caller = Identity.generate().did();
      for (int again = 0; again < 3; again++) {
        time += 500;
        assertThat(guard.mayHaveBeenOpened(caller, again, time, time))
            .as("%d, %d", i, again)
            .isFalse();
        guard.opened(caller, again, time);
        assertThat(guard.mayHaveBeenOpened(caller, again, time, time)).as("a replay").isTrue();
      }
    }
  }

  @Test
  void random_and_mutated_bytes_are_refused_and_nothing_else_is_thrown() {
    Random random = new Random(6);
    byte[] good = alice.sealFor(BOB.did(), BOBS_TOPIC, CALL, "ring".getBytes(), NOW);
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = Arrays.copyOf(good, random.nextInt(good.length));
      for (int change = random.nextInt(4); change > 0 && bytes.length > 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      assertThat(rejection(BOBS_TOPIC, bytes, NOW)).isNotNull();
    }
    assertThat(rejection(BOBS_TOPIC, new byte[PubSub.MAX_MESSAGE_BYTES + 1], NOW))
        .isEqualTo(Reason.MALFORMED);
  }

  @Test
  void a_group_key_does_not_show_itself() {
    assertThat(KEY).hasToString("GroupKey").isEqualTo(GroupKey.of(KEY.bytes()));
    assertThat(GroupKey.draw(new Random(1))).isNotEqualTo(KEY);
    assertThatThrownBy(() -> GroupKey.of(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
