package org.vivavoce.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.dtls.DtlsCertificate;
import org.vivavoce.peer.MediaKind;
import org.vivavoce.peer.PeerConfiguration;
import org.vivavoce.peer.PeerConnection;
import org.vivavoce.peer.PeerConnectionState;
import org.vivavoce.peer.PeerObserver;
import org.vivavoce.peer.RtcIceCandidate;
import org.vivavoce.peer.RtcSessionDescription;
import org.vivavoce.peer.RtpSender;
import org.vivavoce.peer.RtpTransceiver;
import org.vivavoce.peer.SignalingState;
import org.vivavoce.sdp.Direction;

/**
 * Two sides that change their minds whenever they like. The seed decides who does what before whom;
 * only the sockets are not under its rule.
 */
class GlareTest {
  private static final DtlsCertificate A = DtlsCertificate.generate();
  private static final DtlsCertificate B = DtlsCertificate.generate();
  private static final int SEEDS_PER_BATCH = 60;
  private static final int ACTIONS = 12;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** One side with its loop, and what it sends that did not arrive yet. */
  private static final class Side implements PerfectNegotiation.Signaling, PeerObserver {
    final StepLoop loop = new StepLoop();
    final PerfectNegotiation negotiation;
    final Deque<Runnable> outbox = new ArrayDeque<>();
    final Map<RtpSender, Tone> tones = new HashMap<>();
    final Set<String> heard = ConcurrentHashMap.newKeySet();
    final List<Throwable> failures = new ArrayList<>();
    final String name;
    Side other;
    int made;
    int offers;

    Side(String name, DtlsCertificate certificate, boolean polite) {
      this.name = name;
      negotiation =
          new PerfectNegotiation(
              PeerConfiguration.builder()
                  .loopbackOnly()
                  .certificate(certificate)
                  .eventLoop(loop)
                  .build(),
              polite,
              this,
              this,
              failures::add);
    }

    PeerConnection pc() {
      return negotiation.connection();
    }

    @Override
    public void description(RtcSessionDescription d) {
      offers++;
      outbox.add(() -> other.negotiation.onDescription(d));
    }

    @Override
    public void candidate(RtcIceCandidate c) {
      outbox.add(() -> other.negotiation.onCandidate(c));
    }

    @Override
    public void onTrack(RtpTransceiver t) {
      t.receiver()
          .track()
          .sink(
              (buffer, offset, length, sequence, timestamp, marker, type, arrival) ->
                  heard.add(new String(buffer, offset, length, StandardCharsets.US_ASCII)));
    }

    /** Something that an application might do now. */
    void act(Random random) {
      List<RtpTransceiver> live = pc().transceivers().stream().filter(t -> !t.stopping()).toList();
      Optional<RtpTransceiver> any =
          live.isEmpty() ? Optional.empty() : Optional.of(live.get(random.nextInt(live.size())));
      switch (random.nextInt(9)) {
        case 0, 1, 2 -> {
          Tone tone = new Tone(name + made++);
          tones.put(pc().addTrack(tone, "stream-" + random.nextInt(3)), tone);
        }
        case 3 -> pc().addTransceiver(MediaKind.AUDIO, Direction.values()[random.nextInt(4)]);
        case 4 -> any.ifPresent(t -> t.setDirection(Direction.values()[random.nextInt(4)]));
        case 5 -> any.ifPresent(t -> pc().removeTrack(t.sender()));
        case 6 -> any.ifPresent(RtpTransceiver::stop);
        case 7 -> any.ifPresent(t -> t.sender().setStreams("other-" + random.nextInt(3)));
        default -> pc().restartIce();
      }
    }

    boolean settled() {
      return loop.idle()
          && outbox.isEmpty()
          && pc().signalingState() == SignalingState.STABLE
          && pc().transceivers().stream().allMatch(t -> t.mid().isPresent() && !t.stopping());
    }

    Optional<RtpTransceiver> of(String mid) {
      return pc().transceivers().stream()
          .filter(t -> t.mid().filter(mid::equals).isPresent())
          .findFirst();
    }
  }

  private Side a;
  private Side b;

  /** 300 seeds in all, in batches that a build runs beside each other. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void both_sides_agree_however_their_changes_meet(long batch) {
    int glares = 0;
    for (int i = 0; i < SEEDS_PER_BATCH; i++) {
      long seed = batch * 1_000 + i;
      try {
        glares += run(seed);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertThat(glares).as("offers that met").isPositive();
  }

  private int run(long seed) {
    Random random = new Random(seed);
    boolean polite = random.nextBoolean();
    a = new Side("a", A, polite);
    b = new Side("b", B, !polite);
    a.other = b;
    b.other = a;
    int met = 0;
    try {
      int left = ACTIONS;
      while (left > 0) {
        switch (random.nextInt(6)) {
          case 0 -> {
            left--;
            a.loop.now(() -> a.act(random));
          }
          case 1 -> {
            left--;
            b.loop.now(() -> b.act(random));
          }
          case 2 -> deliver(a);
          case 3 -> deliver(b);
          case 4 -> a.loop.step();
          default -> b.loop.step();
        }
        met += bothOffering() ? 1 : 0;
      }
      await("both settled", () -> a.settled() && b.settled());
      sameSession();
      mediaFlows();
      return met;
    } finally {
      a.loop.now(() -> a.pc().close());
      b.loop.now(() -> b.pc().close());
      a.loop.close();
      b.loop.close();
    }
  }

  private boolean bothOffering() {
    return a.pc().signalingState() == SignalingState.HAVE_LOCAL_OFFER
        && b.pc().signalingState() == SignalingState.HAVE_LOCAL_OFFER;
  }

  private static void deliver(Side from) {
    Runnable next = from.outbox.poll();
    if (next != null) {
      next.run();
    }
  }

  /** Drives everything on until it is so. */
  private void await(String what, BooleanSupplier condition) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      boolean moved = a.loop.step() | b.loop.step();
      if (!a.outbox.isEmpty() || !b.outbox.isEmpty()) {
        deliver(a);
        deliver(b);
      } else if (!moved) {
        LockSupport.parkNanos(200_000);
      }
      assertThat(a.failures).isEmpty();
      assertThat(b.failures).isEmpty();
      if (System.nanoTime() - until > 0) {
        throw new AssertionError("never: " + what + "; " + describe(a) + "; " + describe(b));
      }
    }
  }

  private static String describe(Side s) {
    return s.name
        + " "
        + s.pc().signalingState()
        + " "
        + s.pc().iceConnectionState()
        + " "
        + s.pc().connectionState()
        + " "
        + s.pc().transceivers().stream()
            .map(t -> t.mid() + " " + t.direction() + " " + t.currentDirection())
            .toList();
  }

  private void sameSession() {
    assertThat(a.pc().pendingLocalDescription()).isEmpty();
    assertThat(a.pc().pendingRemoteDescription()).isEmpty();
    assertThat(text(a.pc().currentLocalDescription()))
        .isEqualTo(text(b.pc().currentRemoteDescription()));
    assertThat(text(b.pc().currentLocalDescription()))
        .isEqualTo(text(a.pc().currentRemoteDescription()));
    assertThat(a.pc().transceivers()).hasSameSizeAs(b.pc().transceivers());
    for (RtpTransceiver ours : a.pc().transceivers()) {
      RtpTransceiver theirs = b.of(ours.mid().orElseThrow()).orElseThrow();
      assertThat(ours.currentDirection())
          .contains(ours.direction().and(theirs.direction().reversed()));
      assertThat(theirs.currentDirection())
          .contains(ours.currentDirection().orElseThrow().reversed());
    }
  }

  private static String text(Optional<RtcSessionDescription> d) {
    return d.map(RtcSessionDescription::sdp)
        .orElse("")
        .lines()
        .filter(l -> !l.startsWith("a=candidate:") && !l.equals("a=end-of-candidates"))
        .toList()
        .toString();
  }

  private void mediaFlows() {
    if (a.pc().transceivers().isEmpty()) {
      return;
    }
    await(
        "both connected: " + describe(a) + describe(b),
        () ->
            a.pc().connectionState() == PeerConnectionState.CONNECTED
                && b.pc().connectionState() == PeerConnectionState.CONNECTED);
    hears(a, b);
    hears(b, a);
  }

  private void hears(Side from, Side to) {
    for (RtpTransceiver t : from.pc().transceivers()) {
      Tone tone = from.tones.get(t.sender());
      if (tone != null
          && t.sender().track().isPresent()
          && t.currentDirection().orElseThrow().sends()) {
        to.heard.clear();
        await(
            tone.id() + " heard",
            () -> {
              tone.send();
              return to.heard.contains(tone.id());
            });
      }
    }
  }

  @Test
  void who_is_polite_gives_way_and_both_offers_come_true() {
    a = new Side("a", A, true);
    b = new Side("b", B, false);
    a.other = b;
    b.other = a;
    try {
      Tone fromA = new Tone("first");
      Tone fromB = new Tone("second");
      a.loop.now(() -> a.tones.put(a.pc().addTrack(fromA, "s"), fromA));
      b.loop.now(() -> b.tones.put(b.pc().addTrack(fromB, "s"), fromB));
      while (a.offers == 0) {
        a.loop.step();
      }
      while (b.offers == 0) {
        b.loop.step();
      }
      assertThat(bothOffering()).isTrue();
      await("both settled", () -> a.settled() && b.settled());
      sameSession();
      mediaFlows();
      // addTrack's m-line was matched with the other's: one is enough for both.
      assertThat(a.pc().transceivers()).hasSize(1);
    } finally {
      a.loop.now(() -> a.pc().close());
      b.loop.now(() -> b.pc().close());
    }
  }
}
