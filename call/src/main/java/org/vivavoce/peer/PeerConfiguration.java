package org.vivavoce.peer;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vivavoce.dtls.DtlsCertificate;
import org.vivavoce.dtls.DtlsConfig;
import org.vivavoce.ice.IceConfig;
import org.vivavoce.ice.IceServer;

/**
 * What a {@link PeerConnection} is made with (WebRTC 1.0, RTCConfiguration, and what a JVM needs
 * besides). Immutable.
 */
public final class PeerConfiguration {
  private final IceConfig ice;
  private final DtlsConfig dtls;
  private final List<RtpCodec> codecs;
  private final EventLoop eventLoop;
  private final PacketFilter receiveFilter;
  private final int maxMessageSize;
  private final boolean largeDatagrams;
  private final BundlePolicy bundlePolicy;

  private PeerConfiguration(Builder b) {
    this.ice = b.ice;
    this.dtls = b.dtls != null ? b.dtls : DtlsConfig.of(DtlsCertificate.generate());
    this.codecs = b.codecs;
    this.eventLoop = b.eventLoop;
    this.receiveFilter = b.receiveFilter;
    this.maxMessageSize = b.maxMessageSize;
    this.largeDatagrams = b.largeDatagrams;
    this.bundlePolicy = b.bundlePolicy;
  }

  /**
   * Begins with the defaults: all interfaces but loopback, no ICE servers, Opus, {@link
   * VideoCodecs}.
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what this one has, its certificate too. */
  public Builder toBuilder() {
    Builder b = new Builder();
    b.ice = ice;
    b.dtls = dtls;
    b.codecs = codecs;
    b.eventLoop = eventLoop;
    b.receiveFilter = receiveFilter;
    b.maxMessageSize = maxMessageSize;
    b.largeDatagrams = largeDatagrams;
    b.bundlePolicy = bundlePolicy;
    return b;
  }

  /** How paths are found. */
  public IceConfig ice() {
    return ice;
  }

  /** How they are keyed, and with which certificate. */
  public DtlsConfig dtls() {
    return dtls;
  }

  /** The codecs that are offered and accepted, the preferred one first. */
  public List<RtpCodec> codecs() {
    return codecs;
  }

  /** The loop that the connection lives on; empty: one of its own. */
  public Optional<EventLoop> eventLoop() {
    return Optional.ofNullable(eventLoop);
  }

  /** Which received RTP packets go on. */
  public PacketFilter receiveFilter() {
    return receiveFilter;
  }

  /**
   * Whether a connection with this configuration may get the other one (WebRTC 1.0 section 4.4.2,
   * setConfiguration).
   *
   * @throws PeerConnectionException InvalidModificationError if more than ICE servers and the
   *     relay-only policy is different
   */
  void requireChangeable(PeerConfiguration changed) {
    String what = "";
    if (!changed.dtls.equals(dtls)) {
      what = "the certificate, or another DTLS setting,";
    } else if (!changed.codecs.equals(codecs)) {
      what = "the codecs";
    } else if (changed.eventLoop != eventLoop) {
      what = "the event loop";
    } else if (changed.receiveFilter != receiveFilter) {
      what = "the receive filter";
    } else if (changed.bundlePolicy != bundlePolicy) {
      what = "the bundle policy";
    } else if (changed.maxMessageSize != maxMessageSize) {
      what = "the largest message";
    } else if (changed.largeDatagrams != largeDatagrams) {
      what = "whether datagrams may be large";
    } else if (!settled(changed.ice).equals(settled(ice))) {
      what = "an ICE setting besides servers and relayOnly";
    }
    if (!what.isEmpty()) {
      throw new PeerConnectionException(
          RtcErrorName.INVALID_MODIFICATION_ERROR,
          what
              + " cannot be changed; begin with getConfiguration().toBuilder() and change ICE servers or relayOnly only");
    }
  }

  /** What a hub that is open already goes by. */
  private static List<Object> settled(IceConfig c) {
    return List.of(
        c.loopback(),
        c.ipv6(),
        c.bindAddress(),
        c.interfaceFilter(),
        c.pacing(),
        c.nomination(),
        c.checkTimeout(),
        c.gatheringTimeout(),
        c.consentInterval(),
        c.consentTimeout(),
        c.receiveBufferBytes(),
        c.maxRemoteCandidates(),
        c.mdns(),
        c.hub());
  }

  /** The largest message that data channels take, in bytes. */
  public int maxMessageSize() {
    return maxMessageSize;
  }

  /** Whether data channels within one machine may use large datagrams. */
  public boolean largeDatagrams() {
    return largeDatagrams;
  }

  /** What to do with a peer that does not bundle. */
  public BundlePolicy bundlePolicy() {
    return bundlePolicy;
  }

  /** Makes a {@link PeerConfiguration}. Not safe for use by several threads. */
  public static final class Builder {
    private IceConfig ice = IceConfig.defaults();
    private DtlsConfig dtls;
    private List<RtpCodec> codecs = VideoCodecs.withOpus();
    private EventLoop eventLoop;
    private PacketFilter receiveFilter = PacketFilter.NONE;
    private int maxMessageSize = 262_144;
    private boolean largeDatagrams = true;
    private BundlePolicy bundlePolicy = BundlePolicy.BALANCED;

    private Builder() {}

    /** STUN and TURN servers; none by default. */
    public Builder iceServers(List<IceServer> servers) {
      return ice(b -> b.iceServers(servers));
    }

    /** Whether 127.0.0.1 and ::1 are candidates too: for two peers on one machine. */
    public Builder loopback(boolean on) {
      return ice(b -> b.loopback(on));
    }

    /** Only 127.0.0.1 and ::1: no datagram leaves the machine. */
    public Builder loopbackOnly() {
      return ice(IceConfig.Builder::loopbackOnly);
    }

    /** Changes how paths are found. */
    public Builder ice(UnaryOperator<IceConfig.Builder> change) {
      ice = change.apply(ice.toBuilder()).build();
      return this;
    }

    /**
     * The certificate to show; by default each configuration makes one of its own, which takes some
     * milliseconds.
     */
    public Builder certificate(DtlsCertificate certificate) {
      dtls = DtlsConfig.of(certificate);
      return this;
    }

    /** How paths are keyed, with the certificate. */
    public Builder dtls(DtlsConfig config) {
      dtls = Objects.requireNonNull(config, "config");
      return this;
    }

    /** The codecs, the preferred one first; at least one. */
    public Builder codecs(List<RtpCodec> preferred) {
      codecs = List.copyOf(preferred);
      if (codecs.isEmpty()) {
        throw new IllegalArgumentException("A connection needs at least one codec");
      }
      if (codecs.stream().map(RtpCodec::payloadType).distinct().count() != codecs.size()) {
        throw new IllegalArgumentException("Two codecs have the same payload type: " + codecs);
      }
      return this;
    }

    /** The loop that the connection lives on; who gives one closes it. */
    public Builder eventLoop(EventLoop loop) {
      eventLoop = Objects.requireNonNull(loop, "loop");
      return this;
    }

    /** Loses some of the received RTP packets on purpose. */
    public Builder receiveFilter(PacketFilter filter) {
      receiveFilter = Objects.requireNonNull(filter, "filter");
      return this;
    }

    /**
     * The largest message of a data channel that is taken from the other side, in bytes; 262,144 by
     * default, as browsers have it. The other side is told so, and the connection must find memory
     * for some such messages.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder maxMessageSize(int bytes) {
      if (bytes < 1) {
        throw new IllegalArgumentException("a message has at least a byte, not " + bytes);
      }
      maxMessageSize = bytes;
      return this;
    }

    /**
     * Whether data channels probe for datagrams of up to 16 KiB (RFC 8899) when both ends are on
     * one machine, that is, when the selected pair has the same address twice, and the other side
     * has said in the DTLS handshake that it takes such records (RFC 8449), as this stack does. On
     * by default; otherwise, and on all other paths, datagrams have 1,200 bytes at most: elsewhere
     * a large one could be fragmented on its way without our knowing.
     */
    public Builder largeDatagrams(boolean on) {
      largeDatagrams = on;
      return this;
    }

    /** What to do with a peer that does not bundle; {@link BundlePolicy#BALANCED} by default. */
    public Builder bundlePolicy(BundlePolicy policy) {
      bundlePolicy = Objects.requireNonNull(policy, "policy");
      return this;
    }

    /** Makes the configuration; makes a certificate if none was given. */
    public PeerConfiguration build() {
      return new PeerConfiguration(this);
    }
  }
}
