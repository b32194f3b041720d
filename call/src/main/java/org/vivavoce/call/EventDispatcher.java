package org.vivavoce.call;

import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/** Gives every listener every event in order, each by a queue of its own. */
final class EventDispatcher {
  private final Supplier<ExecutorService> thread;
  private final CopyOnWriteArrayList<ListenerQueue> queues = new CopyOnWriteArrayList<>();

  EventDispatcher(Supplier<ExecutorService> thread) {
    this.thread = thread;
  }

  void add(CallListener listener) {
    queues.add(new ListenerQueue(listener, thread.get()));
  }

  void remove(CallListener listener) {
    for (ListenerQueue q : queues) {
      if (q.listener() == listener && queues.remove(q)) {
        q.drop();
        return;
      }
    }
  }

  void fire(CallEvent event) {
    for (ListenerQueue q : queues) {
      q.deliver(event);
    }
  }

  /** What was fired before is still delivered. */
  void close() {
    queues.forEach(ListenerQueue::finish);
    queues.clear();
  }
}
