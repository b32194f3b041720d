package org.vivavoce.ice;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * What is counted of one pair: a path of ours and an address of the other side. Written on the
 * loop, but for {@link #sent} and {@link #discarded}, which any thread may call; read by any.
 */
final class PairRecord {
  private static final long NEVER = Long.MIN_VALUE;

  private final IceSession session;
  private final LocalPath path;
  private final InetSocketAddress address;
  private volatile IceCandidateStats local;
  private volatile IceCandidateStats remote;
  private volatile IcePairState state = IcePairState.WAITING;
  private volatile boolean nominated;

  // Of any thread, and fields all the same: an idle agent should stay small.
  private static final AtomicLongFieldUpdater<PairRecord> PACKETS_SENT = updater("packetsSent");
  private static final AtomicLongFieldUpdater<PairRecord> BYTES_SENT = updater("bytesSent");
  private static final AtomicLongFieldUpdater<PairRecord> PACKETS_DISCARDED =
      updater("packetsDiscarded");
  private static final AtomicLongFieldUpdater<PairRecord> BYTES_DISCARDED =
      updater("bytesDiscarded");

  private volatile long packetsSent;
  private volatile long bytesSent;
  private volatile long packetsDiscarded;
  private volatile long bytesDiscarded;
  private volatile long packetsReceived;
  private volatile long bytesReceived;
  private volatile long lastSent = NEVER;
  private volatile long lastReceived = NEVER;

  /** Of anything authentic, checks and answers too. The loop's own. */
  private long lastHeard = System.nanoTime();

  private volatile long totalRoundTrip;
  private volatile long currentRoundTrip = -1;
  private volatile long requestsSent;
  private volatile long requestsReceived;
  private volatile long responsesSent;
  private volatile long responsesReceived;
  private volatile long consentRequestsSent;

  private static AtomicLongFieldUpdater<PairRecord> updater(String field) {
    return AtomicLongFieldUpdater.newUpdater(PairRecord.class, field);
  }

  PairRecord(
      IceSession session,
      LocalPath path,
      InetSocketAddress address,
      IceCandidateStats local,
      IceCandidateStats remote) {
    this.session = session;
    this.path = path;
    this.address = address;
    this.local = local;
    this.remote = remote;
  }

  IceSession session() {
    return session;
  }

  LocalPath path() {
    return path;
  }

  InetSocketAddress address() {
    return address;
  }

  IceCandidate local() {
    return local.candidate();
  }

  IceCandidate remote() {
    return remote.candidate();
  }

  /** A check found under which address the other side sees us. */
  void local(IceCandidateStats found) {
    local = found;
  }

  /** The other side has signalled what we knew as peer-reflexive, or told its priority. */
  void remote(IceCandidateStats found) {
    remote = found;
  }

  /** Any thread. */
  void sent(int bytes) {
    PACKETS_SENT.incrementAndGet(this);
    BYTES_SENT.addAndGet(this, bytes);
    lastSent = System.nanoTime();
  }

  /** Any thread. */
  void discarded(int bytes) {
    PACKETS_DISCARDED.incrementAndGet(this);
    BYTES_DISCARDED.addAndGet(this, bytes);
  }

  void received(int bytes, long now) {
    packetsReceived = packetsReceived + 1;
    bytesReceived = bytesReceived + bytes;
    lastReceived = now;
    lastHeard = now;
  }

  /** How long nothing authentic has come on it; on the loop. */
  long quietFor(long now) {
    return now - lastHeard;
  }

  void checkSent() {
    requestsSent = requestsSent + 1;
    if (state != IcePairState.SUCCEEDED) {
      state = IcePairState.IN_PROGRESS;
    }
  }

  void consentSent() {
    consentRequestsSent = consentRequestsSent + 1;
  }

  void checkReceived(long now) {
    lastHeard = now;
    requestsReceived = requestsReceived + 1;
  }

  void answerSent() {
    responsesSent = responsesSent + 1;
  }

  void answered(long roundTripNanos) {
    responsesReceived = responsesReceived + 1;
    totalRoundTrip = totalRoundTrip + roundTripNanos;
    currentRoundTrip = roundTripNanos;
    lastHeard = System.nanoTime();
    state = IcePairState.SUCCEEDED;
  }

  void unanswered() {
    if (state != IcePairState.SUCCEEDED) {
      state = IcePairState.FAILED;
    }
  }

  void nominated() {
    nominated = true;
  }

  /** Any thread. */
  Optional<Duration> roundTrip() {
    long nanos = currentRoundTrip;
    return nanos < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(nanos));
  }

  /** Any thread. */
  IcePairStats snapshot(boolean selected, IceRole role) {
    IceCandidateStats ours = local;
    IceCandidateStats theirs = remote;
    return new IcePairStats(
        ours,
        theirs,
        state,
        nominated,
        selected,
        Candidates.pairPriority(role, ours.candidate(), theirs.candidate()),
        packetsSent,
        bytesSent,
        packetsReceived,
        bytesReceived,
        packetsDiscarded,
        bytesDiscarded,
        time(lastSent),
        time(lastReceived),
        Duration.ofNanos(totalRoundTrip),
        roundTrip(),
        requestsSent,
        requestsReceived,
        responsesSent,
        responsesReceived,
        consentRequestsSent);
  }

  private static OptionalLong time(long nanos) {
    return nanos == NEVER ? OptionalLong.empty() : OptionalLong.of(nanos);
  }
}
