package org.vivavoce.signaling.libp2p.relays;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;
import org.vivavoce.signaling.libp2p.multiformats.PublicKey;

/** One node that keeps two relays, in virtual time. */
class RelayKeeperTest {
  private static final long SECOND = 1_000_000_000L;
  private static final List<Multiaddr> SOMEWHERE =
      List.of(Multiaddr.parse("/ip4/192.0.2.1/tcp/4001"));

  private final List<PeerId> asked = new ArrayList<>();
  private final Set<PeerId> dialed = new LinkedHashSet<>();
  private final Map<PeerId, Integer> dials = new LinkedHashMap<>();
  private long now = SECOND;
  private final RelayKeeper keeper =
      new RelayKeeper(
          2,
          new RelayKeeper.Actions() {
            @Override
            public void ask(PeerId relay) {
              asked.add(relay);
            }

            @Override
            public void dial(PeerId relay, List<Multiaddr> addresses) {
              assertThat(addresses).isEqualTo(SOMEWHERE);
              dialed.add(relay);
              dials.merge(relay, 1, Integer::sum);
            }
          },
          new Random(1));

  private static PeerId peer() {
    return PeerId.of(PublicKey.ofEd25519(Identity.generate().did().keyBytes()));
  }

  private static List<PeerId> peers(int count) {
    List<PeerId> peers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      peers.add(peer());
    }
    return peers;
  }

  private void name(PeerId source, List<PeerId> others) {
    Map<PeerId, List<Multiaddr>> all = new LinkedHashMap<>();
    others.forEach(each -> all.put(each, SOMEWHERE));
    keeper.named(source, all, now);
  }

  private PeerId onlyDial() {
    assertThat(dialed).hasSize(1);
    PeerId one = dialed.iterator().next();
    dialed.clear();
    return one;
  }

  /** Lets time pass, in which nobody who is dialed answers. */
  private void fail(long seconds) {
    long until = now + seconds * SECOND;
    while (true) {
      while (!dialed.isEmpty()) {
        PeerId each = dialed.iterator().next();
        dialed.remove(each);
        keeper.dialed(each, false, now);
      }
      if (keeper.deadline() > until) {
        now = until;
        return;
      }
      now = Math.max(now, keeper.deadline());
      keeper.tick(now);
    }
  }

  @Test
  void who_knows_one_relay_asks_it_and_dials_another_and_is_content_with_two() {
    List<PeerId> relays = peers(4);
    keeper.connected(relays.get(0), now);
    keeper.connected(relays.get(0), now);
    assertThat(asked).containsExactly(relays.get(0));
    name(relays.get(0), relays.subList(1, 4));
    PeerId second = onlyDial();
    keeper.dialed(second, true, now);
    assertThat(dialed).as("it has not said yet that it is a relay").hasSize(1);
    keeper.dialed(onlyDial(), false, now);
    dialed.clear();
    keeper.connected(second, now);
    assertThat(keeper.connected()).isEqualTo(2);
    assertThat(asked).containsExactly(relays.get(0), second);
    name(second, relays.subList(1, 4));
    fail(3_600);
    assertThat(asked).as("nobody is asked again").hasSize(2);
  }

  @Test
  void a_relay_that_is_lost_is_replaced_by_another_that_is_known() {
    List<PeerId> relays = peers(3);
    keeper.connected(relays.get(0), now);
    keeper.connected(relays.get(1), now);
    name(relays.get(0), relays.subList(1, 3));
    assertThat(dialed).isEmpty();
    keeper.disconnected(relays.get(0), now);
    assertThat(onlyDial()).isEqualTo(relays.get(2));
    fail(10);
    assertThat(asked.subList(2, asked.size()))
        .as("more may be needed")
        .isNotEmpty()
        .containsOnly(relays.get(1));
  }

  @Test
  void relays_that_are_lost_all_at_once_are_dialed_again() {
    List<PeerId> relays = peers(2);
    keeper.connected(relays.get(0), now);
    name(relays.get(0), relays.subList(1, 2));
    keeper.dialed(onlyDial(), true, now);
    keeper.connected(relays.get(1), now);
    name(relays.get(1), relays.subList(0, 1));
    keeper.disconnected(relays.get(0), now);
    keeper.disconnected(relays.get(1), now);
    assertThat(dialed).as("not at once: everybody else has lost them too").isEmpty();
    now = keeper.deadline();
    keeper.tick(now);
    now = Math.max(now, keeper.deadline() == Long.MAX_VALUE ? now : keeper.deadline());
    keeper.tick(now);
    assertThat(now).isLessThan(3 * SECOND);
    assertThat(dialed).containsExactlyInAnyOrderElementsOf(relays);
  }

  @Test
  void who_is_not_reached_is_dialed_more_and_more_seldom_and_then_forgotten() {
    List<PeerId> relays = peers(3);
    keeper.connected(relays.get(0), now);
    name(relays.get(0), relays.subList(1, 3));
    fail(10);
    assertThat(dials.get(relays.get(1))).isBetween(3, 6);
    fail(7_200);
    assertThat(dials.get(relays.get(1))).isEqualTo(8);
    assertThat(keeper.known()).isZero();
    assertThat(asked.size()).as("asked again, seldom").isBetween(10, 60);
  }

  @Test
  void one_relay_cannot_fill_the_list_and_takes_back_what_it_named_before() {
    PeerId hostile = peer();
    keeper.connected(hostile, now);
    for (int i = 0; i < 50; i++) {
      name(hostile, peers(40));
      assertThat(keeper.known()).isLessThanOrEqualTo(RelayList.MAX_RELAYS + 1);
    }
    List<PeerId> good = peers(2);
    keeper.connected(good.get(0), now);
    name(good.get(0), good.subList(1, 2));
    keeper.disconnected(hostile, now);
    fail(10);
    assertThat(dials).containsKey(good.get(1));
  }

  @Test
  void many_hostile_relays_are_remembered_within_bounds() {
    for (int i = 0; i < 100; i++) {
      PeerId hostile = peer();
      keeper.connected(hostile, now);
      name(hostile, peers(16));
      keeper.disconnected(hostile, now);
    }
    assertThat(keeper.known()).isLessThanOrEqualTo(64);
  }

  @Test
  void a_relay_that_is_there_is_not_given_up_for_another() {
    List<PeerId> relays = peers(5);
    relays.forEach(each -> keeper.connected(each, now));
    assertThat(keeper.connected()).isEqualTo(5);
    name(relays.get(0), peers(10));
    assertThat(dialed).isEmpty();
    keeper.disconnected(relays.get(4), now);
    assertThat(dialed).isEmpty();
  }
}
