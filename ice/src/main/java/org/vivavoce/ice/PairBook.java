package org.vivavoce.ice;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The candidates and pairs of one session, as far as they have been used. Written on the loop, read
 * by any thread. Bounded, because the paths, the remote candidates and the addresses that may check
 * us are.
 */
final class PairBook {
  private record Key(LocalPath path, InetSocketAddress remote) {}

  /** Most have one candidate that is used on each side, and all stay small when idle. */
  private static final int FEW = 2;

  private final IceSession session;
  private final Map<Key, PairRecord> pairs = new ConcurrentHashMap<>(FEW);

  /** By address: the one signalled, or learnt from checks. */
  private final Map<InetSocketAddress, IceCandidateStats> remotes = new ConcurrentHashMap<>(FEW);

  /** A lying peer may tell us another address of ours with every answer. */
  private static final int MAX_LOCALS = 256;

  private record Local(InetSocketAddress address, IceCandidateStats stats) {}

  /** In order. Guarded by itself. */
  private final List<Local> locals = new ArrayList<>(FEW);

  PairBook(IceSession session) {
    this.session = session;
  }

  // ---- candidates

  /** One of ours, at that address as others see it; from a server or, with null, not. */
  IceCandidateStats addLocal(IceCandidate candidate, InetSocketAddress address, IceServer server) {
    boolean relayed = candidate.type() == IceCandidateType.RELAYED;
    IceCandidateStats made =
        new IceCandidateStats(
            candidate,
            session.local().usernameFragment(),
            Optional.ofNullable(server).map(IceServer::url),
            Optional.ofNullable(server).filter(it -> relayed).map(it -> it.transport().token()));
    synchronized (locals) {
      if (locals.size() < MAX_LOCALS) {
        locals.add(new Local(address, made));
      }
    }
    return made;
  }

  /** Ours with that address, or a peer-reflexive one on that path. */
  private IceCandidateStats local(LocalPath path, InetSocketAddress mapped) {
    synchronized (locals) {
      for (Local it : locals) {
        if (it.address().equals(mapped)) {
          return it.stats();
        }
      }
    }
    return addLocal(
        Candidates.reflexive(mapped, path.candidate(), null, IceCandidateType.PEER_REFLEXIVE),
        mapped,
        null);
  }

  /** What the other side signalled; false when it is known. */
  boolean addRemote(IceCandidate candidate, InetSocketAddress address) {
    IceCandidateStats known = remotes.get(address);
    if (known != null && known.candidate().type() != IceCandidateType.PEER_REFLEXIVE) {
      return false;
    }
    remote(address, candidate);
    return true;
  }

  /** PRIORITY of a check: that of the peer-reflexive candidate it came from (RFC 8445 7.3.1.3). */
  void priority(InetSocketAddress from, long priority) {
    IceCandidateStats known = remotes.get(from);
    boolean news =
        known == null
            || (known.candidate().type() == IceCandidateType.PEER_REFLEXIVE
                && known.candidate().priority() != priority);
    if (news && priority > 0) {
      remote(from, Candidates.remotePeerReflexive(from, priority));
    }
  }

  /** The other side's credentials are known: what came before is theirs too. */
  void started() {
    List.copyOf(remotes.entrySet()).forEach(it -> remote(it.getKey(), it.getValue().candidate()));
  }

  private IceCandidateStats remote(InetSocketAddress address, IceCandidate candidate) {
    String fragment = candidate.usernameFragment().orElse(session.remoteUsernameFragment());
    IceCandidateStats made =
        new IceCandidateStats(candidate, fragment, Optional.empty(), Optional.empty());
    remotes.put(address, made);
    for (PairRecord it : pairs.values()) {
      if (it.address().equals(address)) {
        it.remote(made);
      }
    }
    return made;
  }

  // ---- pairs

  /** The pair, made if need be. */
  PairRecord of(LocalPath path, InetSocketAddress address) {
    Key key = new Key(path, address);
    PairRecord known = pairs.get(key);
    if (known == null) {
      IceCandidateStats theirs = remotes.get(address);
      if (theirs == null) {
        theirs = remote(address, Candidates.remotePeerReflexive(address, 1));
      }
      known = new PairRecord(session, path, address, local(path, path.address()), theirs);
      pairs.put(key, known);
    }
    return known;
  }

  /** The pair, with our address as the other side sees it. */
  PairRecord mapped(LocalPath path, InetSocketAddress address, InetSocketAddress mapped) {
    PairRecord pair = of(path, address);
    pair.local(local(path, mapped));
    return pair;
  }

  /** Any thread; with null none is selected. */
  IceReport report(PairRecord selected, IceRole role, long selectedPairChanges) {
    List<IceCandidateStats> ours;
    synchronized (locals) {
      ours = locals.stream().map(Local::stats).toList();
    }
    List<IcePairStats> all =
        pairs.values().stream().map(it -> it.snapshot(it == selected, role)).toList();
    return new IceReport(ours, List.copyOf(remotes.values()), all, selectedPairChanges);
  }
}
