package org.vivavoce.ice;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** The door: what any thread may call, turned into tasks of the session's loop. */
final class DefaultIceAgent implements IceAgent {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String ICE_CHARS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  private final IceConfig config;
  private final boolean ownHub;
  private final UdpHub hub;
  private final Counters counters = new Counters();
  private final IceSession session;
  private final AtomicInteger remoteOffered = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);

  private final Object lifecycle = new Object();
  private IoLoop loop; // guarded by lifecycle
  private boolean started; // guarded by lifecycle
  private boolean closing; // guarded by lifecycle
  private final List<Runnable> early = new ArrayList<>(); // guarded by lifecycle

  DefaultIceAgent(IceConfig config, IceListener listener) {
    this.config = Objects.requireNonNull(config, "config");
    Objects.requireNonNull(listener, "listener");
    ownHub = config.hub().isEmpty();
    hub = config.hub().orElseGet(() -> new UdpHub(config, counters));
    IceParameters local = new IceParameters(random(8), random(24));
    session = new IceSession(config, listener, local, hub, counters);
  }

  /** 6 bits of randomness per character; RFC 8445 section 5.3 wants 24 and 128 at least. */
  private static String random(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(ICE_CHARS.charAt(RANDOM.nextInt(64)));
    }
    return text.toString();
  }

  @Override
  public IceParameters localParameters() {
    return session.local();
  }

  @Override
  public void gather() {
    synchronized (lifecycle) {
      requireOpen();
      gatherLocked();
    }
  }

  private void gatherLocked() {
    if (loop == null) {
      loop = hub.attach();
      IoLoop attached = loop;
      loop.execute(() -> session.gather(attached));
      early.forEach(loop::execute);
      early.clear();
    }
  }

  @Override
  public void start(IceRole role, IceParameters remote) {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(remote, "remote");
    synchronized (lifecycle) {
      requireOpen();
      if (started) {
        throw new IllegalStateException(
            "the agent was started before; an IceTransport can be restarted");
      }
      gatherLocked();
      started = true;
      session.role(role); // at once, so that role() tells it; nothing uses it before the task runs
      loop.execute(() -> session.start(remote));
    }
  }

  private void requireOpen() {
    if (closing) {
      throw new IllegalStateException("the agent is closed");
    }
  }

  @Override
  public void addRemoteCandidate(IceCandidate candidate) {
    Optional<InetAddress> address = Objects.requireNonNull(candidate, "candidate").literalAddress();
    boolean useful =
        candidate.transport().equals("udp")
            && candidate.component() == Candidates.COMPONENT
            && candidate.port() != 0
            && (address.isPresent() ? isUsable(address.get()) : isResolvable(candidate));
    if (!useful || remoteOffered.get() >= config.maxRemoteCandidates()) {
      counters.candidatesIgnored.increment();
      return;
    }
    remoteOffered.incrementAndGet();
    if (address.isEmpty()) {
      later(() -> session.resolveRemote(candidate));
      return;
    }
    InetSocketAddress socketAddress = new InetSocketAddress(address.get(), candidate.port());
    later(() -> session.addRemote(candidate, socketAddress));
  }

  /** A link-local IPv6 address has a zone, which means nothing beyond its host. */
  private boolean isUsable(InetAddress address) {
    return !address.isAnyLocalAddress()
        && !address.isMulticastAddress()
        && (!(address instanceof Inet6Address) || (config.ipv6() && !address.isLinkLocalAddress()));
  }

  /** Names of more labels are for a DNS server, and may be anybody's. */
  private boolean isResolvable(IceCandidate candidate) {
    return config.mdns() != IceMdns.OFF
        && candidate.isMdns()
        && candidate.address().indexOf('.') == candidate.address().length() - ".local".length();
  }

  @Override
  public void endOfRemoteCandidates() {
    later(session::endOfRemotes);
  }

  private void later(Runnable task) {
    synchronized (lifecycle) {
      if (closing) {
        return;
      }
      if (loop != null) {
        loop.execute(task);
      } else if (early.size() <= config.maxRemoteCandidates()) {
        early.add(task);
      }
    }
  }

  @Override
  public boolean send(ByteBuffer packet) {
    PairRecord pair = session.selection().sendable();
    int length = packet.remaining();
    if (pair == null) {
      counters.sendsRefused.increment();
      return false;
    }
    if (!pair.path().send(packet, pair.address())) {
      pair.discarded(length);
      counters.sendsRefused.increment();
      return false;
    }
    pair.sent(length);
    counters.packetsSent.increment();
    counters.bytesSent.add(length);
    return true;
  }

  @Override
  public Optional<IceCandidatePair> selectedPair() {
    return session.selection().pair();
  }

  @Override
  public IceState state() {
    return session.state();
  }

  @Override
  public IceRole role() {
    return session.role();
  }

  @Override
  public IceStats stats() {
    return counters.snapshot(hub.receiveBufferBytes());
  }

  @Override
  public IceReport report() {
    return report(true);
  }

  /** Where another agent's pair is in use, ours is not, selected or not. */
  IceReport report(boolean inUse) {
    return session.selection().report(session.role(), inUse);
  }

  @Override
  public void close() {
    IoLoop attached;
    synchronized (lifecycle) {
      attached = loop;
      if (closing) {
        attached = null;
      } else if (attached == null) {
        session.mute();
        closed.countDown();
      }
      closing = true;
      early.clear();
    }
    if (attached == null) {
      awaitClosed();
      return;
    }
    session.mute();
    attached.runAndWait(session::close);
    if (ownHub) {
      hub.close();
    }
    hub.detach();
    closed.countDown();
  }

  /** Somebody else closes, or has closed; on a loop nothing is waited for. */
  private void awaitClosed() {
    boolean interrupted = false;
    while (closed.getCount() > 0 && !IoLoop.onAnyLoop()) {
      try {
        closed.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
