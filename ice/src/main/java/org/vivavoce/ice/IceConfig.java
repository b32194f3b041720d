package org.vivavoce.ice;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;

/** How an {@link IceAgent} works; immutable. Begin with {@link #builder()}. */
public final class IceConfig {
  private final Builder values;

  private IceConfig(Builder values) {
    this.values = values;
  }

  /**
   * Every interface but loopback, no server.
   *
   * @return the defaults
   */
  public static IceConfig defaults() {
    return builder().build();
  }

  /**
   * The defaults, to be changed.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * A builder that begins with these values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    return new Builder(values);
  }

  /**
   * See {@link Builder#loopback}.
   *
   * @return whether loopback addresses become candidates
   */
  public boolean loopback() {
    return values.loopback;
  }

  /**
   * See {@link Builder#ipv6}.
   *
   * @return whether IPv6 is used
   */
  public boolean ipv6() {
    return values.ipv6;
  }

  /**
   * See {@link Builder#iceServers}.
   *
   * @return the servers
   */
  public List<IceServer> iceServers() {
    return values.iceServers;
  }

  /**
   * See {@link Builder#bindAddress}.
   *
   * @return the only local address, if set
   */
  public Optional<InetAddress> bindAddress() {
    return Optional.ofNullable(values.bindAddress);
  }

  /**
   * See {@link Builder#interfaceFilter}.
   *
   * @return the filter
   */
  public Predicate<NetworkInterface> interfaceFilter() {
    return values.interfaceFilter;
  }

  /** No interface need be enumerated. */
  boolean loopbackOnly() {
    return values.loopbackOnly;
  }

  /**
   * See {@link Builder#relayOnly}.
   *
   * @return whether only relayed candidates are used
   */
  public boolean relayOnly() {
    return values.relayOnly;
  }

  /**
   * See {@link Builder#mdns}.
   *
   * @return whether multicast DNS is spoken
   */
  public IceMdns mdns() {
    return values.mdns;
  }

  /**
   * See {@link Builder#tlsContext}.
   *
   * @return what TURN servers over TLS are verified with, if set
   */
  public Optional<SSLContext> tlsContext() {
    return Optional.ofNullable(values.tlsContext);
  }

  /**
   * See {@link Builder#pacing}.
   *
   * @return Ta
   */
  public Duration pacing() {
    return values.pacing;
  }

  /**
   * See {@link Builder#nomination}.
   *
   * @return how we nominate
   */
  public IceNomination nomination() {
    return values.nomination;
  }

  /**
   * See {@link Builder#checkTimeout}.
   *
   * @return how long checks may take
   */
  public Duration checkTimeout() {
    return values.checkTimeout;
  }

  /**
   * See {@link Builder#gatheringTimeout}.
   *
   * @return how long servers may take
   */
  public Duration gatheringTimeout() {
    return values.gatheringTimeout;
  }

  /**
   * See {@link Builder#consentInterval}.
   *
   * @return the mean time between consent checks
   */
  public Duration consentInterval() {
    return values.consentInterval;
  }

  /**
   * See {@link Builder#consentTimeout}.
   *
   * @return how long consent lasts
   */
  public Duration consentTimeout() {
    return values.consentTimeout;
  }

  /**
   * See {@link Builder#receiveBufferBytes}.
   *
   * @return what is asked for
   */
  public int receiveBufferBytes() {
    return values.receiveBufferBytes;
  }

  /**
   * See {@link Builder#maxRemoteCandidates}.
   *
   * @return the bound
   */
  public int maxRemoteCandidates() {
    return values.maxRemoteCandidates;
  }

  /**
   * See {@link Builder#hub}.
   *
   * @return the shared hub, if set
   */
  public Optional<UdpHub> hub() {
    return Optional.ofNullable(values.hub);
  }

  /** Collects the values; not safe for use by several threads. */
  public static final class Builder {
    private static final Duration MIN_PACING = Duration.ofMillis(5);

    private boolean loopback;
    private boolean loopbackOnly;
    private boolean ipv6 = true;
    private List<IceServer> iceServers = List.of();
    private InetAddress bindAddress;
    private Predicate<NetworkInterface> interfaceFilter = it -> true;
    private boolean relayOnly;
    private IceMdns mdns = IceMdns.OFF;
    private SSLContext tlsContext;
    private Duration pacing = MIN_PACING;
    private IceNomination nomination = IceNomination.REGULAR;
    private Duration checkTimeout = Duration.ofSeconds(30);
    private Duration gatheringTimeout = Duration.ofSeconds(5);
    private Duration consentInterval = Duration.ofSeconds(5);
    private Duration consentTimeout = Duration.ofSeconds(30);
    private int receiveBufferBytes = 4 * 1024 * 1024;
    private int maxRemoteCandidates = 64;
    private UdpHub hub;

    private Builder() {}

    private Builder(Builder from) {
      loopback = from.loopback;
      loopbackOnly = from.loopbackOnly;
      ipv6 = from.ipv6;
      iceServers = from.iceServers;
      bindAddress = from.bindAddress;
      interfaceFilter = from.interfaceFilter;
      relayOnly = from.relayOnly;
      mdns = from.mdns;
      tlsContext = from.tlsContext;
      pacing = from.pacing;
      nomination = from.nomination;
      checkTimeout = from.checkTimeout;
      gatheringTimeout = from.gatheringTimeout;
      consentInterval = from.consentInterval;
      consentTimeout = from.consentTimeout;
      receiveBufferBytes = from.receiveBufferBytes;
      maxRemoteCandidates = from.maxRemoteCandidates;
      hub = from.hub;
    }

    /**
     * Whether 127.0.0.1 and ::1 become candidates too; RFC 8445 section 5.1.1.1 forbids it for the
     * open network, so the default is false.
     *
     * @param value true for calls within one machine
     * @return this
     */
    public Builder loopback(boolean value) {
      loopback = value;
      return this;
    }

    /**
     * Loopback addresses and nothing else: no datagram leaves the machine.
     *
     * @return this
     */
    public Builder loopbackOnly() {
      loopback = true;
      interfaceFilter = it -> false;
      loopbackOnly = true;
      return this;
    }

    /**
     * Whether IPv6 addresses become candidates; default true.
     *
     * @param value false for IPv4 only
     * @return this
     */
    public Builder ipv6(boolean value) {
      ipv6 = value;
      return this;
    }

    /**
     * STUN and TURN servers; default none.
     *
     * @param value at most 16
     * @return this
     * @throws IllegalArgumentException when there are more
     */
    public Builder iceServers(List<IceServer> value) {
      if (value.size() > 16) {
        throw new IllegalArgumentException("at most 16 ICE servers, not " + value.size());
      }
      iceServers = List.copyOf(value);
      return this;
    }

    /**
     * The only local address to use, whatever its interface; default none, that is, all.
     *
     * @param value an address of this machine, not a wildcard
     * @return this
     * @throws IllegalArgumentException for a wildcard address, which cannot be a candidate
     */
    public Builder bindAddress(InetAddress value) {
      if (Objects.requireNonNull(value, "bindAddress").isAnyLocalAddress()) {
        throw new IllegalArgumentException("a wildcard address cannot be a candidate: " + value);
      }
      bindAddress = value;
      return this;
    }

    /**
     * Which interfaces, other than loopback, are used; default all that are up. Asked on the I/O
     * loop.
     *
     * @param value true to use an interface
     * @return this
     */
    public Builder interfaceFilter(Predicate<NetworkInterface> value) {
      interfaceFilter = Objects.requireNonNull(value, "interfaceFilter");
      loopbackOnly = false;
      return this;
    }

    /**
     * Whether only relayed candidates are gathered and used (the W3C's iceTransportPolicy "relay").
     * No other address of ours is told to the other side then, not as a related address either.
     *
     * @param value default false
     * @return this
     */
    public Builder relayOnly(boolean value) {
      relayOnly = value;
      return this;
    }

    /**
     * Whether {@code .local} names are looked up and told; default {@link IceMdns#OFF}. Only the
     * interfaces that candidates are on are used, over IPv4, and only while there is something to
     * look up or a name of ours is out.
     *
     * @param value the way
     * @return this
     */
    public Builder mdns(IceMdns value) {
      mdns = Objects.requireNonNull(value, "mdns");
      return this;
    }

    /**
     * Whom to trust with {@code turns:} servers; default what the JVM trusts. Their certificates
     * are verified, and must name the host of the server, whatever is set here.
     *
     * @param value such as one that trusts a certificate authority of one's own
     * @return this
     */
    public Builder tlsContext(SSLContext value) {
      tlsContext = Objects.requireNonNull(value, "tlsContext");
      return this;
    }

    /**
     * Ta, the time between two new checks of one agent (RFC 8445 section 14). The default is the
     * least that the RFC allows, 5 ms: with regular nomination half of the set-up on a short path
     * is waiting for it, and at a few pairs per agent the rate is far from harming a network.
     *
     * @param value 5 ms to 500 ms
     * @return this
     * @throws IllegalArgumentException when out of range
     */
    public Builder pacing(Duration value) {
      pacing = between("pacing", value, MIN_PACING, Duration.ofMillis(500));
      return this;
    }

    /**
     * How we nominate when controlling; default {@link IceNomination#REGULAR}.
     *
     * @param value the way
     * @return this
     */
    public Builder nomination(IceNomination value) {
      nomination = Objects.requireNonNull(value, "nomination");
      return this;
    }

    /**
     * The watchdog: from {@link IceAgent#start} to a selected pair, else the agent fails; default
     * 30 s.
     *
     * @param value 50 ms to 10 min
     * @return this
     * @throws IllegalArgumentException when out of range
     */
    public Builder checkTimeout(Duration value) {
      checkTimeout = between("checkTimeout", value, Duration.ofMillis(50), Duration.ofMinutes(10));
      return this;
    }

    /**
     * How long STUN and TURN servers may take before gathering counts as complete; default 5 s. A
     * candidate that comes later is still told and used.
     *
     * @param value 50 ms to 1 min
     * @return this
     * @throws IllegalArgumentException when out of range
     */
    public Builder gatheringTimeout(Duration value) {
      gatheringTimeout =
          between("gatheringTimeout", value, Duration.ofMillis(50), Duration.ofMinutes(1));
      return this;
    }

    /**
     * The mean time between two consent checks (RFC 7675 section 5.1: each is 0.8 to 1.2 times
     * that); default 5 s. {@link IceState#DISCONNECTED} is reached when nothing was heard for 1.5
     * times as long.
     *
     * @param value 20 ms to 30 s; less than 4 s is for tests
     * @return this
     * @throws IllegalArgumentException when out of range
     */
    public Builder consentInterval(Duration value) {
      consentInterval =
          between("consentInterval", value, Duration.ofMillis(20), Duration.ofSeconds(30));
      return this;
    }

    /**
     * How long after its last answer the other side's consent ends; default 30 s, the RFC's bound.
     *
     * @param value 50 ms to 30 s
     * @return this
     * @throws IllegalArgumentException when out of range
     */
    public Builder consentTimeout(Duration value) {
      consentTimeout =
          between("consentTimeout", value, Duration.ofMillis(50), Duration.ofSeconds(30));
      return this;
    }

    /**
     * SO_RCVBUF asked for, default 4 MiB; {@link IceStats#receiveBufferBytes} says what came of it.
     *
     * @param value 4 KiB to 64 MiB
     * @return this
     * @throws IllegalArgumentException when out of range
     */
    public Builder receiveBufferBytes(int value) {
      if (value < 4096 || value > 64 * 1024 * 1024) {
        throw new IllegalArgumentException("receiveBufferBytes: 4 KiB to 64 MiB, not " + value);
      }
      receiveBufferBytes = value;
      return this;
    }

    /**
     * How many candidates of the other side are used, and how many addresses it may check from;
     * default 64.
     *
     * @param value 1 to 1000
     * @return this
     * @throws IllegalArgumentException when out of range
     */
    public Builder maxRemoteCandidates(int value) {
      if (value < 1 || value > 1000) {
        throw new IllegalArgumentException("maxRemoteCandidates: 1 to 1000, not " + value);
      }
      maxRemoteCandidates = value;
      return this;
    }

    /**
     * Sockets shared with other agents, as an ICE restart needs; default none: the agent has its
     * own. The hub's own configuration says which addresses there are.
     *
     * @param value an open hub
     * @return this
     */
    public Builder hub(UdpHub value) {
      hub = Objects.requireNonNull(value, "hub");
      return this;
    }

    /**
     * The configuration.
     *
     * @return immutable
     * @throws IllegalArgumentException when the consent timeout is shorter than two intervals, or
     *     relayOnly is set without a TURN server
     */
    public IceConfig build() {
      if (consentTimeout.compareTo(consentInterval.multipliedBy(2)) < 0) {
        throw new IllegalArgumentException(
            "consentTimeout " + consentTimeout + " must be two consentIntervals or more");
      }
      if (relayOnly && iceServers.stream().noneMatch(it -> it.kind() == IceServer.Kind.TURN)) {
        throw new IllegalArgumentException("relayOnly needs a turn: server in iceServers");
      }
      return new IceConfig(new Builder(this));
    }

    private static Duration between(String what, Duration value, Duration min, Duration max) {
      if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
        throw new IllegalArgumentException(what + ": " + min + " to " + max + ", not " + value);
      }
      return value;
    }
  }
}
