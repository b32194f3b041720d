package org.vivavoce.signaling.libp2p.multiformats;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vivavoce.signaling.libp2p.multiformats.AddressPart.Protocol;
import org.vivavoce.signaling.libp2p.wire.MalformedException;
import org.vivavoce.signaling.libp2p.wire.Varint;

/**
 * A self-describing address (<a href="https://github.com/multiformats/multiaddr">multiaddr</a>):
 * {@code /ip4/192.0.2.1/tcp/4001/p2p/12D3KooW…}.
 *
 * <pre>
 *  for each part:
 *  +-----------------+---------------------------------------+
 *  | varint protocol | value: fixed, or varint length + bytes |
 *  +-----------------+---------------------------------------+
 * </pre>
 *
 * <p>Immutable; equal if they have the same parts.
 */
public final class Multiaddr {
  /** What one looks like, for messages to people. */
  public static final String EXAMPLE = "/ip4/192.0.2.1/tcp/4001/p2p/" + PeerId.EXAMPLE;

  /** The most bytes that are read. */
  public static final int MAX_LENGTH = 1024;

  private static final int MAX_PARTS = 16;

  private final List<AddressPart> parts;

  private Multiaddr(List<AddressPart> parts) {
    this.parts = List.copyOf(parts);
  }

  /**
   * Where to open a TCP connection.
   *
   * @param kind {@code IP4}, {@code IP6}, {@code DNS}, {@code DNS4} or {@code DNS6}
   * @param host an IP address or a name, by its kind
   * @param port 0 to 65,535
   */
  public record TcpEndpoint(Protocol kind, String host, int port) {}

  /**
   * Reads what a person typed.
   *
   * @throws IllegalArgumentException if it is no address that is known here, saying why, with an
   *     example
   */
  public static Multiaddr parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw wrong("it has " + text.length() + " characters");
    }
    if (!text.startsWith("/")) {
      throw wrong("it does not begin with '/'");
    }
    String[] words = text.substring(1).split("/", -1);
    List<AddressPart> parts = new ArrayList<>();
    int end =
        words.length > 1 && words[words.length - 1].isEmpty() ? words.length - 1 : words.length;
    for (int i = 0; i < end; i++) {
      try {
        Protocol protocol = Protocol.ofText(words[i]);
        if (protocol.hasValue() && i + 1 == end) {
          throw wrong("after \"" + words[i] + "\" its value is missing");
        }
        String value = protocol.hasValue() ? words[++i] : "";
        AddressPart part = new AddressPart(protocol, value);
        // Through bytes, so that every address has one spelling.
        parts.add(AddressPart.of(protocol, part.valueBytes()));
      } catch (MalformedException e) {
        throw wrong(e.getMessage());
      } catch (IllegalArgumentException e) {
        throw e.getMessage().endsWith(EXAMPLE) ? e : wrong(e.getMessage());
      }
    }
    if (parts.size() > MAX_PARTS) {
      throw wrong("it has more than " + MAX_PARTS + " parts");
    }
    return new Multiaddr(parts);
  }

  private static IllegalArgumentException wrong(String why) {
    return new IllegalArgumentException("not an address: " + why + "; one looks like " + EXAMPLE);
  }

  /**
   * Reads one from the wire.
   *
   * @throws MalformedException if it is none, or has a protocol that is not known here
   */
  public static Multiaddr read(byte[] bytes) throws MalformedException {
    if (bytes.length == 0 || bytes.length > MAX_LENGTH) {
      throw new MalformedException("an address of " + bytes.length + " bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    List<AddressPart> parts = new ArrayList<>();
    while (in.hasRemaining()) {
      if (parts.size() == MAX_PARTS) {
        throw new MalformedException("an address of more than " + MAX_PARTS + " parts");
      }
      Protocol protocol = Protocol.ofCode(Varint.read(in));
      int length =
          protocol.isVariable()
              ? Varint.readLength(in, AddressPart.maxValueLength())
              : protocol.length();
      if (length > in.remaining()) {
        throw new MalformedException("an address that is cut off");
      }
      byte[] value = new byte[length];
      in.get(value);
      parts.add(AddressPart.of(protocol, value));
    }
    return new Multiaddr(parts);
  }

  /**
   * The address of a TCP port.
   *
   * @param ip 4 or 16 bytes
   * @param port 0 to 65,535
   */
  public static Multiaddr ofTcp(byte[] ip, int port) {
    try {
      return new Multiaddr(
          List.of(
              AddressPart.of(ip.length == 4 ? Protocol.IP4 : Protocol.IP6, ip),
              new AddressPart(Protocol.TCP, Integer.toString(port))));
    } catch (MalformedException e) {
      throw new AssertionError("4 or 16 bytes are always an address", e);
    }
  }

  /** Its parts, from the outermost protocol on. */
  public List<AddressPart> parts() {
    return parts;
  }

  /** As it is sent. */
  public byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (AddressPart part : parts) {
      Varint.write(out, part.protocol().code());
      byte[] value = part.valueBytes();
      if (part.protocol().isVariable()) {
        Varint.write(out, value.length);
      }
      out.writeBytes(value);
    }
    return out.toByteArray();
  }

  /** The peer that is at its end, if it names one. */
  public Optional<PeerId> peerId() {
    AddressPart last = parts.get(parts.size() - 1);
    return last.protocol() == Protocol.P2P
        ? Optional.of(PeerId.parse(last.value()))
        : Optional.empty();
  }

  /** The same address, ending in this peer. */
  public Multiaddr withPeerId(PeerId peer) {
    List<AddressPart> all = new ArrayList<>(withoutPeerId().parts);
    all.add(new AddressPart(Protocol.P2P, peer.toString()));
    return new Multiaddr(all);
  }

  /** The same address without the peer at its end. */
  public Multiaddr withoutPeerId() {
    int end = parts.size() - 1;
    return end > 0 && parts.get(end).protocol() == Protocol.P2P
        ? new Multiaddr(parts.subList(0, end))
        : this;
  }

  /**
   * Where to open a TCP connection, if this address is plain TCP, with or without a peer at its
   * end.
   */
  public Optional<TcpEndpoint> tcpEndpoint() {
    List<AddressPart> transport = withoutPeerId().parts;
    if (transport.size() != 2 || transport.get(1).protocol() != Protocol.TCP) {
      return Optional.empty();
    }
    AddressPart host = transport.get(0);
    return switch (host.protocol()) {
      case IP4, IP6, DNS, DNS4, DNS6 ->
          Optional.of(
              new TcpEndpoint(
                  host.protocol(), host.value(), Integer.parseInt(transport.get(1).value())));
      default -> Optional.empty();
    };
  }

  /** The IP address that it begins with, 4 or 16 bytes; empty if it begins with a name. */
  public Optional<byte[]> ip() {
    AddressPart first = parts.get(0);
    return switch (first.protocol()) {
      case IP4, IP6 -> Optional.of(first.valueBytes());
      default -> Optional.empty();
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Multiaddr that && parts.equals(that.parts);
  }

  @Override
  public int hashCode() {
    return parts.hashCode();
  }

  /** As a person writes it. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    parts.forEach(out::append);
    return out.toString();
  }
}
