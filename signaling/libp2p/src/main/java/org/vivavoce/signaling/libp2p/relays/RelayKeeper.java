package org.vivavoce.signaling.libp2p.relays;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;

/**
 * Keeps connections to some relays: looks for more when there are too few, among those that other
 * relays name. Sans-IO: what happens and the time in; whom to ask and to dial, and a deadline out.
 * For one thread.
 *
 * <p>A relay that is connected is never given up for another one. Who dialed us does not count, nor
 * who only waits to be dialed: so nobody can take a place by being there. One relay may name so
 * many and no more, and takes back what it named before when it names others.
 */
public final class RelayKeeper {
  private static final long SECOND = 1_000_000_000L;
  private static final int MAX_KNOWN = 64;
  private static final int MAX_FAILURES = 8;
  private static final long FIRST_PAUSE = SECOND / 2;
  private static final long LONGEST_PAUSE = 300 * SECOND;

  /** What is to be done; each call is answered by one of the keeper's methods, later. */
  public interface Actions {
    /** To be asked which relays it knows: {@link #named}. */
    void ask(PeerId relay);

    /** To be dialed: {@link #dialed}. */
    void dial(PeerId relay, List<Multiaddr> addresses);
  }

  private static final class Known {
    PeerId source;
    List<Multiaddr> addresses;
    int failures;
    long notBefore;
    boolean dialing;
  }

  private static final class Connected {
    int asked;
    long askAt;
  }

  private final int wanted;
  private final Actions actions;
  private final RandomGenerator random;
  private final Map<PeerId, Known> known = new LinkedHashMap<>();
  private final Map<PeerId, Connected> relays = new HashMap<>();

  /**
   * Knows nobody yet.
   *
   * @param wanted how many relays are to be connected
   * @param random draws whom to dial, and pauses
   */
  public RelayKeeper(int wanted, Actions actions, RandomGenerator random) {
    this.wanted = wanted;
    this.actions = actions;
    this.random = random;
  }

  /** A peer that we dialed has said that it is a relay. Again does nothing. */
  public void connected(PeerId peer, long now) {
    if (relays.containsKey(peer)) {
      return;
    }
    Connected relay = new Connected();
    relay.askAt = now; // also when there are enough: to know more before they are needed
    relays.put(peer, relay);
    work(now);
  }

  /** A peer is gone, or says no more that it is a relay. */
  public void disconnected(PeerId peer, long now) {
    if (relays.remove(peer) != null) {
      Known entry = known.get(peer);
      if (entry != null) {
        entry.notBefore = now + pause(0);
      }
      work(now);
    }
  }

  /** A relay has named others: those that it named before, and not now, are forgotten. */
  public void named(PeerId source, Map<PeerId, List<Multiaddr>> others, long now) {
    known
        .entrySet()
        .removeIf(
            each ->
                each.getValue().source.equals(source)
                    && !each.getValue().dialing
                    && !relays.containsKey(each.getKey())
                    && !others.containsKey(each.getKey()));
    int count = 0;
    for (Map.Entry<PeerId, List<Multiaddr>> each : others.entrySet()) {
      if (++count > RelayList.MAX_RELAYS) {
        break;
      }
      Known entry = known.get(each.getKey());
      if (entry == null && known.size() < MAX_KNOWN && !each.getValue().isEmpty()) {
        entry = new Known();
        entry.source = source;
        entry.addresses = List.copyOf(each.getValue());
        entry.notBefore = now;
        known.put(each.getKey(), entry);
      } else if (entry != null && entry.source.equals(source) && !each.getValue().isEmpty()) {
        entry.addresses = List.copyOf(each.getValue());
      }
    }
    work(now);
  }

  /** How it went. */
  public void dialed(PeerId peer, boolean reached, long now) {
    Known entry = known.get(peer);
    if (entry == null) {
      return;
    }
    entry.dialing = false;
    if (reached) {
      // If it then does not say that it is a relay, somebody else's turn comes first.
      entry.failures = 0;
      entry.notBefore = now + LONGEST_PAUSE;
    } else if (++entry.failures >= MAX_FAILURES) {
      known.remove(peer);
    } else {
      entry.notBefore = now + pause(entry.failures);
    }
    work(now);
  }

  /** When {@link #tick} is to be called; {@link Long#MAX_VALUE}: not unless something happens. */
  public long deadline() {
    long next = Long.MAX_VALUE;
    for (Connected each : relays.values()) {
      if (isDue(each)) {
        next = Math.min(next, each.askAt);
      }
    }
    if (missing() > 0) {
      for (Map.Entry<PeerId, Known> each : known.entrySet()) {
        if (isFree(each)) {
          next = Math.min(next, each.getValue().notBefore);
        }
      }
    }
    return next;
  }

  /** Time has passed. */
  public void tick(long now) {
    work(now);
  }

  /** The relays that are connected. */
  public int connected() {
    return relays.size();
  }

  /** The relays that are known of. */
  public int known() {
    return known.size();
  }

  private int missing() {
    int dialing = (int) known.values().stream().filter(each -> each.dialing).count();
    return wanted - relays.size() - dialing;
  }

  private boolean isFree(Map.Entry<PeerId, Known> each) {
    return !each.getValue().dialing && !relays.containsKey(each.getKey());
  }

  /** Each is asked once, and again as long as there are too few. */
  private boolean isDue(Connected relay) {
    return relay.asked == 0 || relays.size() < wanted;
  }

  private void work(long now) {
    for (Map.Entry<PeerId, Connected> each : List.copyOf(relays.entrySet())) {
      Connected relay = each.getValue();
      if (isDue(relay) && relay.askAt <= now) {
        relay.askAt = now + pause(++relay.asked + 2);
        actions.ask(each.getKey());
      }
    }
    while (missing() > 0) {
      List<PeerId> ready = new ArrayList<>();
      known.entrySet().stream()
          .filter(each -> isFree(each) && each.getValue().notBefore <= now)
          .forEach(each -> ready.add(each.getKey()));
      if (ready.isEmpty()) {
        return;
      }
      PeerId chosen = ready.get(random.nextInt(ready.size()));
      Known entry = known.get(chosen);
      entry.dialing = true;
      actions.dial(chosen, entry.addresses);
    }
  }

  /** Doubled with each failure, and drawn from its upper half. */
  private long pause(int failures) {
    long pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(failures, 20));
    return pause / 2 + (long) (random.nextDouble() * (pause / 2));
  }
}
