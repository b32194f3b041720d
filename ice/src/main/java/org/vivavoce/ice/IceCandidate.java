package org.vivavoce.ice;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A candidate, in memory and as text (RFC 8839 section 5.1).
 *
 * <pre>
 * candidate:1 1 udp 2130706431 192.0.2.1 8998 typ host [raddr A rport P] [name value]*
 * </pre>
 *
 * @param foundation 1 to 32 ice-chars
 * @param component 1 to 256; 1 is RTP, and with rtcp-mux everything
 * @param transport lower case; {@code udp} is what we use
 * @param priority 1 to 2^31 - 1
 * @param address an IPv4 or IPv6 address, or a name, such as {@code ….local}; never looked up here
 * @param port 0 to 65535
 * @param type the kind
 * @param relatedAddress {@code raddr}, if given
 * @param relatedPort {@code rport}, if given
 * @param tcpType {@code tcptype} (RFC 6544), if given
 * @param usernameFragment {@code ufrag}, if given
 * @param extensions every other name and value, in order
 */
public record IceCandidate(
    String foundation,
    int component,
    String transport,
    long priority,
    String address,
    int port,
    IceCandidateType type,
    Optional<String> relatedAddress,
    OptionalInt relatedPort,
    Optional<String> tcpType,
    Optional<String> usernameFragment,
    List<Extension> extensions) {

  /**
   * An attribute that we do not know, kept as it came.
   *
   * @param name a token
   * @param value text without space
   */
  public record Extension(String name, String value) {
    /**
     * Checks both.
     *
     * @throws IllegalArgumentException when one is empty or has a space or a control character
     */
    public Extension {
      word("extension name", name, 256);
      word("extension value", value, 1024);
    }
  }

  private static final Pattern FOUNDATION = Pattern.compile("[A-Za-z0-9+/]{1,32}");
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]+(?:\\.\\d{1,3}){0,3}");
  private static final int MAX_TEXT = 4096;

  /**
   * Checks every part.
   *
   * @throws IllegalArgumentException saying which part is wrong and what is allowed
   */
  public IceCandidate {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(relatedPort, "relatedPort");
    if (!FOUNDATION.matcher(Objects.requireNonNull(foundation, "foundation")).matches()) {
      throw new IllegalArgumentException("foundation: 1 to 32 letters, digits, + or /");
    }
    if (component < 1 || component > 256) {
      throw new IllegalArgumentException("component: 1 to 256, not " + component);
    }
    transport = word("transport", transport, 32).toLowerCase(Locale.ROOT);
    if (priority < 1 || priority > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("priority: 1 to 2147483647, not " + priority);
    }
    word("address", address, 255);
    port(port);
    relatedAddress.ifPresent(it -> word("raddr", it, 255));
    relatedPort.ifPresent(IceCandidate::port);
    tcpType.ifPresent(it -> word("tcptype", it, 32));
    usernameFragment.ifPresent(it -> word("ufrag", it, 256));
    extensions = List.copyOf(extensions);
  }

  /**
   * Reads a candidate.
   *
   * @param text with or without {@code a=}, and with or without {@code candidate:}
   * @return the candidate
   * @throws IllegalArgumentException saying what is wrong, with the text
   */
  public static IceCandidate parse(String text) {
    try {
      return parseChecked(Objects.requireNonNull(text, "text"));
    } catch (IllegalArgumentException e) {
      String shown = text.length() <= 120 ? text : text.substring(0, 120) + "...";
      throw new IllegalArgumentException(e.getMessage() + " in candidate '" + shown + "'", e);
    }
  }

  private static IceCandidate parseChecked(String text) {
    if (text.length() > MAX_TEXT) {
      throw new IllegalArgumentException("more than " + MAX_TEXT + " characters");
    }
    String rest = text.strip();
    rest = rest.startsWith("a=") ? rest.substring(2) : rest;
    rest = rest.startsWith("candidate:") ? rest.substring(10) : rest;
    String[] words = rest.split(" ");
    if (words.length < 8) {
      throw new IllegalArgumentException("fewer than 8 words");
    }
    if (!words[6].equals("typ")) {
      throw new IllegalArgumentException("no 'typ' where it belongs");
    }
    if (words.length % 2 != 0) {
      throw new IllegalArgumentException("an attribute without value");
    }
    Optional<String> relatedAddress = Optional.empty();
    OptionalInt relatedPort = OptionalInt.empty();
    Optional<String> tcpType = Optional.empty();
    Optional<String> usernameFragment = Optional.empty();
    List<Extension> extensions = new ArrayList<>();
    for (int i = 8; i < words.length; i += 2) {
      String value = words[i + 1];
      switch (words[i]) {
        case "raddr" -> relatedAddress = Optional.of(value);
        case "rport" -> relatedPort = OptionalInt.of((int) number("rport", value, 65535));
        case "tcptype" -> tcpType = Optional.of(value);
        case "ufrag" -> usernameFragment = Optional.of(value);
        default -> extensions.add(new Extension(words[i], value));
      }
    }
    return new IceCandidate(
        words[0],
        (int) number("component", words[1], 256),
        words[2],
        number("priority", words[3], Integer.MAX_VALUE),
        words[4],
        (int) number("port", words[5], 65535),
        IceCandidateType.ofToken(words[7]),
        relatedAddress,
        relatedPort,
        tcpType,
        usernameFragment,
        extensions);
  }

  /**
   * Whether the address is a name that only multicast DNS knows (draft-ietf-mmusic-mdns-ice).
   *
   * @return true for {@code ….local}
   */
  public boolean isMdns() {
    return address.toLowerCase(Locale.ROOT).endsWith(".local");
  }

  /** The same candidate, saying whose generation it is of. */
  IceCandidate withUsernameFragment(String fragment) {
    return new IceCandidate(
        foundation,
        component,
        transport,
        priority,
        address,
        port,
        type,
        relatedAddress,
        relatedPort,
        tcpType,
        Optional.of(fragment),
        extensions);
  }

  /** The address if it is one, without ever asking a name server. */
  Optional<InetAddress> literalAddress() {
    return literal(address);
  }

  static Optional<InetAddress> literal(String text) {
    boolean literal =
        text.indexOf(':') >= 0 ? IPV6.matcher(text).matches() : IPV4.matcher(text).matches();
    if (!literal) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text));
    } catch (UnknownHostException e) {
      return Optional.empty(); // such as 1::2::3
    }
  }

  static String text(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }

  /** The text of RFC 8839, beginning with {@code candidate:}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(96);
    text.append("candidate:").append(foundation).append(' ').append(component);
    text.append(' ').append(transport).append(' ').append(priority);
    text.append(' ').append(address).append(' ').append(port);
    text.append(" typ ").append(type.token());
    relatedAddress.ifPresent(it -> text.append(" raddr ").append(it));
    relatedPort.ifPresent(it -> text.append(" rport ").append(it));
    tcpType.ifPresent(it -> text.append(" tcptype ").append(it));
    usernameFragment.ifPresent(it -> text.append(" ufrag ").append(it));
    for (Extension it : extensions) {
      text.append(' ').append(it.name).append(' ').append(it.value);
    }
    return text.toString();
  }

  private static long number(String what, String text, long max) {
    try {
      if (text.length() <= 10 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
        long value = Long.parseLong(text);
        if (value <= max) {
          return value;
        }
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(what + ": no number", e);
    }
    throw new IllegalArgumentException(what + ": a number up to " + max + ", not '" + text + "'");
  }

  private static void port(int port) {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port: 0 to 65535, not " + port);
    }
  }

  private static String word(String what, String text, int max) {
    Objects.requireNonNull(text, what);
    if (text.isEmpty() || text.length() > max || text.chars().anyMatch(c -> c <= ' ' || c == 127)) {
      throw new IllegalArgumentException(
          what + ": 1 to " + max + " characters without space or control character");
    }
    return text;
  }
}
