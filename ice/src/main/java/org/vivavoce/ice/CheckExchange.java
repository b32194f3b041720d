package org.vivavoce.ice;

import java.net.InetSocketAddress;
import java.security.SecureRandom;

/**
 * Connectivity and consent checks as STUN messages (RFC 8445 sections 7.1 and 7.3): asks, answers,
 * verifies, and repairs role conflicts. On the loop, but for {@link #role()}.
 */
final class CheckExchange {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Told what has proved authentic. */
  interface Owner {
    void checkArrived(
        LocalPath path, InetSocketAddress from, long priority, boolean useCandidate, long now);

    /** An answer to a check of ours came from there. */
    void answered(LocalPath path, InetSocketAddress from);

    /** False when there are too many addresses already. */
    boolean admit(LocalPath path, InetSocketAddress from);

    void roleChanged(IceRole now);
  }

  /** Told what came of a consent check, at most once. */
  interface ConsentOutcome {
    void given(InetSocketAddress mapped);

    void notGiven();
  }

  private final IceParameters local;
  private final PairBook book;
  private final StunHmac localKey;
  private final Counters counters;
  private final Owner owner;
  private long tieBreaker = RANDOM.nextLong();
  private volatile IceRole role = IceRole.CONTROLLING;
  private StunTransactions transactions;
  private IceParameters remote;
  private StunHmac remoteKey;
  private boolean refusedSome;

  CheckExchange(IceParameters local, PairBook book, Counters counters, Owner owner) {
    this.local = local;
    this.book = book;
    this.counters = counters;
    this.owner = owner;
    localKey = StunHmac.shortTerm(local.password());
  }

  void transactions(StunTransactions value) {
    transactions = value;
  }

  void start(IceParameters theirs) {
    remote = theirs;
    remoteKey = StunHmac.shortTerm(theirs.password());
  }

  IceRole role() {
    return role;
  }

  void role(IceRole value) {
    role = value;
  }

  long tieBreaker() {
    return tieBreaker;
  }

  /** Checks came that named us, with a wrong password. */
  boolean refusedSome() {
    return refusedSome;
  }

  // ---- theirs

  /** A Binding request that names our username fragment. */
  void onCheck(
      LocalPath path, InetSocketAddress from, String username, StunMessage check, long now) {
    boolean named =
        remote == null
            || username.equals(local.usernameFragment() + ":" + remote.usernameFragment());
    if (!named || !check.verify(localKey)) {
      counters.stunForged.increment();
      refusedSome = true;
      StunWriter refusal = new StunWriter(StunMessage.BINDING_ERROR, check.transactionId());
      path.send(refusal.error(401, "Unauthorized").finish(), from);
      return;
    }
    int[] unknown = check.unknownRequired();
    if (unknown.length > 0) {
      refuseUnknown(path, from, check, unknown);
      return;
    }
    if (!roleSettled(path, from, check)) {
      return;
    }
    if (!owner.admit(path, from)) {
      counters.foreignDropped.increment();
      return;
    }
    counters.checksReceived.increment();
    PairRecord pair = book.of(path, from);
    pair.checkReceived(now);
    StunWriter answer = new StunWriter(StunMessage.BINDING_SUCCESS, check.transactionId());
    if (path.send(answer.xorAddress(StunMessage.XOR_MAPPED_ADDRESS, from).sign(localKey), from)) {
      pair.answerSent();
    }
    owner.checkArrived(
        path, from, check.uint32(StunMessage.PRIORITY), check.has(StunMessage.USE_CANDIDATE), now);
  }

  private void refuseUnknown(
      LocalPath path, InetSocketAddress from, StunMessage check, int[] unknown) {
    byte[] types = new byte[2 * unknown.length];
    for (int i = 0; i < unknown.length; i++) {
      types[2 * i] = (byte) (unknown[i] >> 8);
      types[2 * i + 1] = (byte) unknown[i];
    }
    StunWriter refusal = new StunWriter(StunMessage.BINDING_ERROR, check.transactionId());
    refusal.error(420, "Unknown Attribute").bytes(StunMessage.UNKNOWN_ATTRIBUTES, types);
    path.send(refusal.sign(localKey), from);
  }

  /** RFC 8445 section 7.3.1.1; false when the other side was told to change its role. */
  private boolean roleSettled(LocalPath path, InetSocketAddress from, StunMessage check) {
    if (remote == null) {
      return true; // not started: our role is not known yet
    }
    boolean controlling = role == IceRole.CONTROLLING;
    int same = controlling ? StunMessage.ICE_CONTROLLING : StunMessage.ICE_CONTROLLED;
    if (!check.has(same)) {
      return true;
    }
    counters.roleConflicts.increment();
    boolean weControl = Long.compareUnsigned(tieBreaker, check.int64(same)) >= 0;
    if (weControl == controlling) {
      StunWriter refusal = new StunWriter(StunMessage.BINDING_ERROR, check.transactionId());
      path.send(refusal.error(487, "Role Conflict").sign(localKey), from);
      return false;
    }
    changeRole();
    return true;
  }

  private void changeRole() {
    role = role.other();
    owner.roleChanged(role);
  }

  // ---- ours

  private StunWriter request(LocalPath path, boolean controlling) {
    StunWriter request = new StunWriter(StunMessage.BINDING_REQUEST, TransactionId.random());
    request.text(StunMessage.USERNAME, remote.usernameFragment() + ":" + local.usernameFragment());
    // RFC 8445 section 7.1.1: the priority that a peer-reflexive candidate from here would have.
    int localPreference = (int) (path.candidate().priority() >> 8 & 0xFFFF);
    request.uint32(
        StunMessage.PRIORITY,
        IceCandidateType.PEER_REFLEXIVE.priority(localPreference, Candidates.COMPONENT));
    return request.int64(
        controlling ? StunMessage.ICE_CONTROLLING : StunMessage.ICE_CONTROLLED, tieBreaker);
  }

  /** A connectivity check, sent until it is answered. */
  void check(
      LocalPath path,
      InetSocketAddress to,
      boolean useCandidate,
      boolean controlling,
      Ice4jStack.Outcome outcome) {
    StunWriter request = request(path, controlling);
    if (useCandidate) {
      request.flag(StunMessage.USE_CANDIDATE);
    }
    counters.checksSent.increment();
    PairRecord pair = book.of(path, to);
    pair.checkSent();
    transactions.send(
        this,
        path,
        to,
        request.id(),
        request.sign(remoteKey),
        new StunTransactions.Handler() {
          @Override
          public boolean onResponse(StunMessage response, long roundTrip) {
            return onCheckResponse(pair, controlling, response, roundTrip, outcome);
          }

          @Override
          public void onTimeout() {
            pair.unanswered();
            outcome.timeout();
          }
        });
  }

  private boolean onCheckResponse(
      PairRecord pair,
      boolean controlling,
      StunMessage response,
      long roundTrip,
      Ice4jStack.Outcome outcome) {
    if (!response.verify(remoteKey)) {
      if (response.errorCode() == 401) {
        counters.stunRefused.increment(); // nobody could sign that; a hint, not a proof
      } else {
        counters.stunForged.increment();
      }
      return false;
    }
    if (response.isSuccess()) {
      InetSocketAddress mapped = response.xorAddress(StunMessage.XOR_MAPPED_ADDRESS);
      if (mapped == null) {
        counters.stunMalformed.increment();
        return false;
      }
      pair.answered(roundTrip);
      owner.answered(pair.path(), pair.address());
      outcome.success(mapped);
      return true;
    }
    int code = response.errorCode();
    outcome.error(code);
    if (code != 487) {
      pair.unanswered();
      counters.stunRefused.increment();
    } else {
      counters.roleConflicts.increment();
      if (controlling == (role == IceRole.CONTROLLING)) {
        tieBreaker = RANDOM.nextLong(); // RFC 8445 section 7.2.5.1
        changeRole();
      }
    }
    return true;
  }

  /** A consent check (RFC 7675), sent once. */
  void consent(LocalPath path, InetSocketAddress to, long waitNanos, ConsentOutcome outcome) {
    boolean controlling = role == IceRole.CONTROLLING;
    StunWriter request = request(path, controlling);
    if (controlling) {
      // Said again with each: the other side may have lost its own check of the pair, and with it
      // the nomination. libwebrtc does the same.
      request.flag(StunMessage.USE_CANDIDATE);
    }
    counters.consentSent.increment();
    PairRecord pair = book.of(path, to);
    pair.consentSent();
    transactions.sendOnce(
        this,
        path,
        to,
        request.id(),
        request.sign(remoteKey),
        waitNanos,
        new StunTransactions.Handler() {
          @Override
          public boolean onResponse(StunMessage response, long roundTrip) {
            InetSocketAddress mapped = consentGiven(response);
            if (mapped == null) {
              return false;
            }
            pair.answered(roundTrip);
            outcome.given(mapped);
            return true;
          }

          @Override
          public void onTimeout() {
            outcome.notGiven();
          }
        });
  }

  /** The mapped address of an authentic answer to a consent check, or null. */
  private InetSocketAddress consentGiven(StunMessage response) {
    if (!response.verify(remoteKey)) {
      counters.stunForged.increment();
      return null;
    }
    InetSocketAddress mapped = response.xorAddress(StunMessage.XOR_MAPPED_ADDRESS);
    if (!response.isSuccess() || mapped == null) {
      counters.stunRefused.increment();
      return null;
    }
    counters.consentReceived.increment();
    return mapped;
  }

  void cancelAll() {
    if (transactions != null) {
      transactions.cancel(this);
    }
  }
}
