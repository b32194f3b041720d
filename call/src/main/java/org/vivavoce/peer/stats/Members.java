package org.vivavoce.peer.stats;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.vivavoce.ice.IceCandidateType;
import org.vivavoce.rtp.Ssrc;

/** A record's components as the members of a JavaScript object. */
final class Members {
  private Members() {}

  static Map<String, Object> of(RtcStats stats) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", stats.id());
    members.put("timestamp", stats.timestamp());
    members.put("type", stats.type().text());
    for (RecordComponent c : stats.getClass().getRecordComponents()) {
      Object value = plain(read(c, stats));
      if (value != null) {
        members.putIfAbsent(c.getName(), value);
      }
    }
    return Collections.unmodifiableMap(members);
  }

  private static Object read(RecordComponent component, RtcStats stats) {
    try {
      return component.getAccessor().invoke(stats);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new AssertionError("The accessors of public records can be called, and return", e);
    }
  }

  /** Null for what is absent. */
  private static Object plain(Object value) {
    if (value instanceof Optional<?> o) {
      return o.map(Members::plain).orElse(null);
    } else if (value instanceof OptionalLong l) {
      return l.isPresent() ? (Object) l.getAsLong() : null;
    } else if (value instanceof OptionalInt i) {
      return i.isPresent() ? (Object) i.getAsInt() : null;
    } else if (value instanceof OptionalDouble d) {
      return d.isPresent() ? (Object) d.getAsDouble() : null;
    } else if (value instanceof Ssrc ssrc) {
      return Integer.toUnsignedLong(ssrc.value());
    } else if (value instanceof IceCandidateType type) {
      return type.token();
    } else if (value instanceof Enum<?> e) {
      return e.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
    return value;
  }
}
