package org.vivavoce.peer.stats;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a connection at one moment (WebRTC 1.0 section 8.3, RTCStatsReport): objects by
 * their ids. Immutable.
 */
public final class RtcStatsReport {
  private final Map<String, RtcStats> byId;

  private RtcStatsReport(Map<String, RtcStats> byId) {
    this.byId = byId;
  }

  /**
   * Makes a report.
   *
   * @throws IllegalArgumentException if two objects have the same id
   */
  public static RtcStatsReport of(List<? extends RtcStats> stats) {
    Map<String, RtcStats> byId = new LinkedHashMap<>();
    for (RtcStats s : stats) {
      if (byId.put(s.id(), s) != null) {
        throw new IllegalArgumentException("two objects have the id " + s.id());
      }
    }
    return new RtcStatsReport(Collections.unmodifiableMap(byId));
  }

  /** All objects by their ids, in order. */
  public Map<String, RtcStats> byId() {
    return byId;
  }

  /** The object of that id. */
  public Optional<RtcStats> get(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /**
   * The object that another one refers to.
   *
   * @param id such as {@code codecId}
   * @param type what it is
   * @throws IllegalArgumentException if there is no such object of that type
   */
  public <T extends RtcStats> T get(String id, Class<T> type) {
    return get(id)
        .filter(type::isInstance)
        .map(type::cast)
        .orElseThrow(
            () -> new IllegalArgumentException("no " + type.getSimpleName() + " of the id " + id));
  }

  /** All objects of a kind, in order. */
  public <T extends RtcStats> List<T> all(Class<T> type) {
    return byId.values().stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** The objects, one a line. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    byId.values().forEach(s -> text.append(s.members()).append('\n'));
    return text.toString();
  }
}
