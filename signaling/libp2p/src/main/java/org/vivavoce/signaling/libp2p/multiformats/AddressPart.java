package org.vivavoce.signaling.libp2p.multiformats;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.vivavoce.signaling.libp2p.wire.MalformedException;

/**
 * One step of a {@link Multiaddr}: a protocol, and a value if it has one.
 *
 * @param protocol which
 * @param value the value's text; empty if the protocol has none
 */
public record AddressPart(Protocol protocol, String value) {
  private static final int VARIABLE = -1;
  private static final int MAX_VALUE_LENGTH = 256;

  /** The protocols that an address may have, with their numbers in multicodec's table. */
  public enum Protocol {
    /** IPv4. */
    IP4(4, 4),
    /** TCP. */
    TCP(6, 2),
    /** A zone of the IPv6 address that follows. */
    IP6ZONE(42, VARIABLE),
    /** IPv6. */
    IP6(41, 16),
    /** A name of which any address will do. */
    DNS(53, VARIABLE),
    /** A name for an IPv4 address. */
    DNS4(54, VARIABLE),
    /** A name for an IPv6 address. */
    DNS6(55, VARIABLE),
    /** A name whose TXT records are multiaddrs. */
    DNSADDR(56, VARIABLE),
    /** UDP. */
    UDP(273, 2),
    /** WebRTC without signaling. */
    WEBRTC_DIRECT(280, 0),
    /** WebRTC signaled over libp2p. */
    WEBRTC(281, 0),
    /** A relayed connection. */
    P2P_CIRCUIT(290, 0),
    /** A peer. */
    P2P(421, VARIABLE),
    /** HTTP over TLS. */
    HTTPS(443, 0),
    /** TLS. */
    TLS(448, 0),
    /** The name for TLS. */
    SNI(449, VARIABLE),
    /** Noise. */
    NOISE(454, 0),
    /** QUIC, draft 29. */
    QUIC(460, 0),
    /** QUIC (RFC 9000). */
    QUIC_V1(461, 0),
    /** WebTransport. */
    WEBTRANSPORT(465, 0),
    /** A certificate's multihash. */
    CERTHASH(466, VARIABLE),
    /** WebSocket. */
    WS(477, 0),
    /** WebSocket over TLS. */
    WSS(478, 0),
    /** HTTP. */
    HTTP(480, 0);

    private final int code;
    private final int length;

    Protocol(int code, int length) {
      this.code = code;
      this.length = length;
    }

    /** Its name in an address. */
    public String text() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    int code() {
      return code;
    }

    boolean hasValue() {
      return length != 0;
    }

    boolean isVariable() {
      return length == VARIABLE;
    }

    /** Bytes of the value, if it always has as many. */
    int length() {
      return length;
    }

    static Protocol ofCode(long code) throws MalformedException {
      for (Protocol protocol : values()) {
        if (protocol.code == code) {
          return protocol;
        }
      }
      throw new MalformedException("no address protocol is known by the number " + code);
    }

    static Protocol ofText(String text) {
      for (Protocol protocol : values()) {
        if (protocol.text().equals(text)) {
          return protocol;
        }
      }
      if (text.equals("ipfs")) {
        return P2P; // its name before 2018
      }
      throw new IllegalArgumentException(
          "no address protocol has the name " + (text.length() > 20 ? "…" : '"' + text + '"'));
    }
  }

  /** The most bytes of a value. */
  static int maxValueLength() {
    return MAX_VALUE_LENGTH;
  }

  byte[] valueBytes() {
    return switch (protocol) {
      case IP4 -> IpText.parseIp4(value);
      case IP6 -> IpText.parseIp6(value);
      case TCP, UDP -> {
        if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) > 0xffff) {
          throw new IllegalArgumentException("a port is a number from 0 to 65535");
        }
        int port = Integer.parseInt(value);
        yield new byte[] {(byte) (port >> 8), (byte) port};
      }
      case P2P -> PeerId.parse(value).bytes();
      case CERTHASH -> Multibase.decode(value);
      case DNS, DNS4, DNS6, DNSADDR, SNI, IP6ZONE -> {
        if (!value.matches("[\\x21-\\x2e\\x30-\\x7e]{1,253}")) {
          throw new IllegalArgumentException("a name has 1 to 253 printable characters");
        }
        yield value.getBytes(StandardCharsets.US_ASCII);
      }
      default -> new byte[0];
    };
  }

  static AddressPart of(Protocol protocol, byte[] value) throws MalformedException {
    return switch (protocol) {
      case IP4 -> new AddressPart(protocol, IpText.formatIp4(value));
      case IP6 -> new AddressPart(protocol, IpText.formatIp6(value));
      case TCP, UDP ->
          new AddressPart(protocol, Integer.toString((value[0] & 0xff) << 8 | value[1] & 0xff));
      case P2P -> new AddressPart(protocol, PeerId.read(value).toString());
      case CERTHASH -> new AddressPart(protocol, Multibase.BASE32.encode(value));
      case DNS, DNS4, DNS6, DNSADDR, SNI, IP6ZONE -> {
        AddressPart part =
            new AddressPart(protocol, new String(value, StandardCharsets.ISO_8859_1));
        try {
          if (Arrays.equals(part.valueBytes(), value)) {
            yield part;
          }
        } catch (IllegalArgumentException e) {
          throw new MalformedException(e.getMessage());
        }
        throw new MalformedException("a name that is not ASCII");
      }
      default -> new AddressPart(protocol, "");
    };
  }

  /** As it stands in an address: {@code /tcp/4001}. */
  @Override
  public String toString() {
    return "/" + protocol.text() + (protocol.hasValue() ? "/" + value : "");
  }
}
