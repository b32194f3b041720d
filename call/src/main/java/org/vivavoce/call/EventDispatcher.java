package org.vivavoce.call;

import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.vivavoce.peer.EventLoop;

/**
 * Gives every listener every event in order, each on a loop of its own, so that none waits for
 * another.
 */
final class EventDispatcher {
  private final CopyOnWriteArrayList<Entry> entries = new CopyOnWriteArrayList<>();

  private record Entry(CallListener listener, EventLoop loop) {}

  void add(CallListener listener) {
    Objects.requireNonNull(listener, "listener");
    entries.add(new Entry(listener, EventLoop.shared("listener")));
  }

  void remove(CallListener listener) {
    for (Entry e : entries) {
      if (e.listener == listener && entries.remove(e)) {
        e.loop.close();
        return;
      }
    }
  }

  void fire(CallEvent event) {
    for (Entry e : entries) {
      e.loop.execute(() -> e.listener.onEvent(event));
    }
  }

  /** What was fired before is still delivered; then the loops end. */
  void close() {
    for (Entry e : entries) {
      e.loop.execute(e.loop::close);
    }
    entries.clear();
  }
}
