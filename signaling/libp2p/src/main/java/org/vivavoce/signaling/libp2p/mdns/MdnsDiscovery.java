package org.vivavoce.signaling.libp2p.mdns;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;

/**
 * Discovery on one link: asks who is there, more and more rarely, and tells who we are, when asked
 * and twice at the beginning. Time is in nanoseconds of any origin; not safe for threads.
 */
public final class MdnsDiscovery {
  /** The port that everybody listens at. */
  public static final int PORT = 5353;

  /** The group that everybody is in. */
  public static final String GROUP = "224.0.0.251";

  static final String SERVICE = "_p2p._udp.local";
  static final String DNSADDR = "dnsaddr=";
  static final int TTL_SECONDS = 120;

  /** RFC 6762 section 6.7: a resolver that knows nothing of multicast must not keep it for long. */
  static final int ONE_SHOT_TTL_SECONDS = 10;

  private static final int NAME_LENGTH = 32;
  private static final int MAX_PEERS_PER_MESSAGE = 16;
  private static final int MAX_ADDRESSES_PER_PEER = 16;

  /** The same record is multicast at most once in so long (section 6). */
  private static final long SECOND = 1_000_000_000L;

  /** An answer that others may give too waits between these, so that not all come at once. */
  private static final long ANSWER_AFTER = 20_000_000L;

  private static final long ANSWER_WITHIN = 120_000_000L;
  private static final long FIRST_QUERY_WITHIN = 120_000_000L;

  /** Questions are repeated after 1 s, 2 s, 4 s and so on, up to this. */
  private static final long MAX_QUERY_INTERVAL = 60 * SECOND;

  private static final int ANNOUNCEMENTS = 2;
  private static final long NEVER = Long.MAX_VALUE;

  private final PeerId self;
  private final MdnsOutput output;
  private final SplittableRandom random;
  private final String name;
  private long queryAt;
  private long queryInterval = SECOND;
  private long announceAt;
  private int announced;
  private long answerAt = NEVER;
  private long quietUntil;
  private long unicastQuietUntil;
  private long dropped;

  /**
   * Begins.
   *
   * @param self who we are
   * @param random names us for this while, and spreads what many do at once
   */
  public MdnsDiscovery(PeerId self, MdnsOutput output, SplittableRandom random, long now) {
    this.self = self;
    this.output = output;
    this.random = random;
    StringBuilder label = new StringBuilder();
    for (int i = 0; i < NAME_LENGTH; i++) {
      label.append(Character.forDigit(random.nextInt(36), 36));
    }
    name = label + "." + SERVICE;
    queryAt = now + ANSWER_AFTER + random.nextLong(FIRST_QUERY_WITHIN - ANSWER_AFTER);
    announceAt = queryAt;
    quietUntil = now;
    unicastQuietUntil = now;
  }

  /** Messages that were no messages, or not from this link. */
  public long dropped() {
    return dropped;
  }

  /** When {@link #tick} is due. */
  public long deadline() {
    return Math.min(queryAt, Math.min(announceAt, answerAt));
  }

  /** Does what is due. */
  public void tick(long now) {
    if (now >= queryAt) {
      output.multicast(MdnsWriter.query(SERVICE));
      queryAt = now + queryInterval;
      queryInterval = Math.min(2 * queryInterval, MAX_QUERY_INTERVAL);
    }
    if (now >= announceAt) {
      announceAt = ++announced < ANNOUNCEMENTS ? now + SECOND : NEVER;
      answerAt = Math.min(answerAt, Math.max(now, quietUntil));
    }
    if (now >= answerAt) {
      answerAt = NEVER;
      quietUntil = now + SECOND;
      List<String> addresses = addresses();
      if (!addresses.isEmpty()) {
        output.multicast(MdnsWriter.response(0, null, SERVICE, name, addresses, TTL_SECONDS));
      }
    }
  }

  /** Tells the others that we leave. */
  public void goodbye() {
    if (announced > 0) {
      output.multicast(MdnsWriter.response(0, null, SERVICE, name, List.of(), 0));
    }
  }

  private List<String> addresses() {
    return output.addresses().stream().map(address -> DNSADDR + address).toList();
  }

  /**
   * Takes a datagram that came to port 5353.
   *
   * @param ip who it says that it is from, 4 or 16 bytes
   * @param port the same
   */
  public void receive(ByteBuffer packet, byte[] ip, int port, long now) {
    Optional<MdnsMessage> parsed =
        output.isOnLink(ip) ? MdnsMessage.parse(packet) : Optional.empty();
    if (parsed.isEmpty()) {
      dropped++;
      return;
    }
    MdnsMessage message = parsed.get();
    if (!message.response()) {
      asked(message, ip, port, now);
    } else if (port == PORT) { // section 6: an answer from elsewhere is none
      answered(message);
    }
  }

  private void asked(MdnsMessage message, byte[] ip, int port, long now) {
    Optional<MdnsMessage.Question> ours =
        message.questions().stream()
            .filter(
                question ->
                    question.isFor(SERVICE, MdnsMessage.TYPE_PTR)
                        || question.isFor(name, MdnsMessage.TYPE_TXT))
            .findFirst();
    if (ours.isEmpty()) {
      return;
    }
    if (port != PORT) {
      answerOneShot(message.id(), ours.get(), ip, port, now);
      return;
    }
    boolean known =
        message.pointers().stream()
            .anyMatch(
                pointer ->
                    pointer.name().equals(SERVICE)
                        && pointer.target().equals(name)
                        && pointer.ttl() >= TTL_SECONDS / 2);
    if (!known && answerAt == NEVER) {
      long delay = ANSWER_AFTER + random.nextLong(ANSWER_WITHIN - ANSWER_AFTER);
      answerAt = Math.max(now + delay, quietUntil);
    }
  }

  /** Section 6.7; not more often than to all, so that nobody can have somebody else flooded. */
  private void answerOneShot(int id, MdnsMessage.Question question, byte[] ip, int port, long now) {
    List<String> addresses = addresses();
    if (now >= unicastQuietUntil && !addresses.isEmpty()) {
      unicastQuietUntil = now + SECOND / 10;
      output.unicast(
          MdnsWriter.response(id, question, SERVICE, name, addresses, ONE_SHOT_TTL_SECONDS),
          ip,
          port);
    }
  }

  private void answered(MdnsMessage message) {
    Set<String> names = new HashSet<>();
    for (MdnsMessage.Pointer pointer : message.pointers()) {
      if (pointer.name().equals(SERVICE) && pointer.ttl() > 0) {
        names.add(pointer.target());
      }
    }
    names.remove(name);
    Map<PeerId, List<Multiaddr>> found = new LinkedHashMap<>();
    for (MdnsMessage.Text text : message.texts()) {
      if (names.contains(text.name()) && text.ttl() > 0) {
        text.strings().stream()
            .filter(string -> string.startsWith(DNSADDR))
            .forEach(string -> take(string.substring(DNSADDR.length()), found));
      }
    }
    found.forEach(output::found);
  }

  private void take(String text, Map<PeerId, List<Multiaddr>> found) {
    Multiaddr address;
    try {
      address = Multiaddr.parse(text);
    } catch (IllegalArgumentException e) {
      return; // of a kind that we could not dial anyway
    }
    PeerId peer = address.peerId().orElse(self);
    if (peer.equals(self)
        || address.tcpEndpoint().isEmpty()
        || address.ip().filter(output::isOnLink).isEmpty()) {
      return;
    }
    if (!found.containsKey(peer) && found.size() >= MAX_PEERS_PER_MESSAGE) {
      return;
    }
    List<Multiaddr> addresses = found.computeIfAbsent(peer, added -> new ArrayList<>());
    if (addresses.size() < MAX_ADDRESSES_PER_PEER && !addresses.contains(address)) {
      addresses.add(address);
    }
  }
}
