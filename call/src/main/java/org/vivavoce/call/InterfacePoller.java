package org.vivavoce.call;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the network interfaces every three seconds, as long as somebody wants to know: a JVM is
 * not told. One thread for all Controllers of the process, and none while there is no call.
 */
final class InterfacePoller implements NetworkWatch {
  static final InterfacePoller SHARED = new InterfacePoller();

  private static final Logger LOG = LoggerFactory.getLogger(InterfacePoller.class);
  private static final long LOOK_SECONDS = 3;

  private final List<Consumer<Set<InetAddress>>> watchers = new CopyOnWriteArrayList<>();
  private final ScheduledThreadPoolExecutor executor;
  private ScheduledFuture<?> looking;
  private Set<InetAddress> before = Set.of();

  private InterfacePoller() {
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "vivavoce-network");
              thread.setDaemon(true);
              return thread;
            });
    executor.setKeepAliveTime(1, TimeUnit.SECONDS);
    executor.allowCoreThreadTimeOut(true);
    executor.setRemoveOnCancelPolicy(true);
  }

  @Override
  public synchronized Runnable watch(Consumer<Set<InetAddress>> onChange) {
    watchers.add(onChange);
    if (looking == null) {
      before = Set.of();
      looking = executor.scheduleWithFixedDelay(this::look, 0, LOOK_SECONDS, TimeUnit.SECONDS);
    }
    return () -> unwatch(onChange);
  }

  private synchronized void unwatch(Consumer<Set<InetAddress>> onChange) {
    watchers.remove(onChange);
    if (watchers.isEmpty() && looking != null) {
      looking.cancel(false);
      looking = null;
    }
  }

  private void look() {
    Set<InetAddress> now;
    try {
      now = addresses();
    } catch (SocketException e) {
      LOG.debug("The network interfaces cannot be listed; looking again later", e);
      return;
    }
    boolean changed;
    synchronized (this) {
      changed = !before.isEmpty() && !before.equals(now);
      before = now;
    }
    if (changed) {
      watchers.forEach(each -> each.accept(now));
    }
  }

  private static Set<InetAddress> addresses() throws SocketException {
    Set<InetAddress> all = new HashSet<>();
    for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
      if (each.isUp()) {
        each.inetAddresses().forEach(all::add);
      }
    }
    return Set.copyOf(all);
  }
}
