package org.vivavoce.call;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.MediaType;
import org.vivavoce.signaling.StreamDescription;
import org.vivavoce.signaling.StreamId;

/** Which streams of whom we want, named when a call is offered or answered. Immutable. */
public final class Subscriptions {
  private final boolean allAudio;
  private final Map<Did, Set<StreamId>> named;

  private Subscriptions(boolean allAudio, Map<Did, Set<StreamId>> named) {
    this.allAudio = allAudio;
    this.named = named;
  }

  /** Every audio stream of everybody: what a telephone does. */
  public static Subscriptions allAudio() {
    return new Subscriptions(true, Map.of());
  }

  /** Nothing of anybody: we only speak. */
  public static Subscriptions none() {
    return new Subscriptions(false, Map.of());
  }

  /**
   * These streams of this person, and of the others what this object says already. A stream that
   * the person does not publish is reported by {@link CallEvent.StreamNotOffered}.
   */
  public Subscriptions with(Did peer, Set<StreamId> streams) {
    Objects.requireNonNull(peer, "peer");
    Map<Did, Set<StreamId>> copy = new java.util.HashMap<>(named);
    copy.put(peer, Set.copyOf(streams));
    return new Subscriptions(allAudio, Map.copyOf(copy));
  }

  /** What is wanted of what the peer publishes; a subset of it. */
  Set<StreamId> wanted(Did peer, List<StreamDescription> published) {
    Set<StreamId> names = named.get(peer);
    Set<StreamId> wanted = new LinkedHashSet<>();
    for (StreamDescription s : published) {
      boolean take =
          names != null ? names.contains(s.id()) : allAudio && s.mediaType() == MediaType.AUDIO;
      if (take) {
        wanted.add(s.id());
      }
    }
    return wanted;
  }

  /** What was named of the peer, but is not published by it. */
  Set<StreamId> notOffered(Did peer, List<StreamDescription> published) {
    Set<StreamId> missing = new LinkedHashSet<>(named.getOrDefault(peer, Set.of()));
    published.forEach(s -> missing.remove(s.id()));
    return missing;
  }
}
