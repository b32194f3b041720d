package org.vivavoce.ice;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Multicast DNS (RFC 6762) as far as candidates need it: asks for the addresses of a name, and
 * answers for random names of our own. Of services and their discovery it knows nothing. Only the
 * interfaces that candidates are on are spoken and listened on, and only while a question is open
 * or a name of ours is out.
 */
final class MdnsNames implements LocalNames {
  private static final Logger LOG = LoggerFactory.getLogger(MdnsNames.class);

  /** Questions go out at once, a second later, and two seconds after that (section 5.2). */
  private static final int QUESTIONS = 3;

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final int MAX_LOOKUPS = 64;

  private final class Lookup {
    final String name;
    final List<Consumer<InetAddress>> waiting = new ArrayList<>();
    int asked;
    IoLoop.Timer timer;

    Lookup(String name) {
      this.name = name;
    }

    void ask() {
      if (asked == QUESTIONS) {
        end();
        return;
      }
      sockets.values().forEach(it -> it.multicast(MdnsWriter.query(name, ipv6)));
      timer = loop.schedule(SECOND << asked, this::ask);
      asked++;
    }

    void end() {
      timer.cancel();
      lookups.remove(name);
      closeIfIdle();
    }
  }

  private static final class Published {
    final String name = UUID.randomUUID() + ".local";
    final InetAddress address;
    final NetworkInterface on;
    long saidAt = System.nanoTime() - 2 * SECOND;

    Published(InetAddress address, NetworkInterface on) {
      this.address = address;
      this.on = on;
    }
  }

  private final IoLoop loop;
  private final boolean ipv6;
  private final Supplier<List<InetAddress>> addresses;
  private final Counters counters;
  private final Map<String, MdnsSocket> sockets = new HashMap<>(); // by interface
  private final Map<String, Lookup> lookups = new HashMap<>();
  private final Map<String, Published> published = new HashMap<>(); // by name
  private boolean closed;

  /**
   * Opens nothing yet.
   *
   * @param addresses the addresses of ours whose interfaces may be used
   */
  MdnsNames(IoLoop loop, boolean ipv6, Supplier<List<InetAddress>> addresses, Counters counters) {
    this.loop = loop;
    this.ipv6 = ipv6;
    this.addresses = addresses;
    this.counters = counters;
  }

  @Override
  public void resolve(String name, Consumer<InetAddress> then) {
    Lookup known = lookups.get(name);
    if (known != null) {
      known.waiting.add(then);
      return;
    }
    if (closed || lookups.size() >= MAX_LOOKUPS) {
      counters.candidatesIgnored.increment();
      return;
    }
    for (InetAddress it : addresses.get()) {
      open(it);
    }
    if (sockets.isEmpty()) {
      return; // nowhere to ask
    }
    Lookup made = new Lookup(name);
    made.waiting.add(then);
    lookups.put(name, made);
    made.ask();
  }

  @Override
  public Optional<String> nameOf(InetAddress address) {
    for (Published it : published.values()) {
      if (it.address.equals(address)) {
        return Optional.of(it.name);
      }
    }
    MdnsSocket socket = closed ? null : open(address);
    if (socket == null) {
      return Optional.empty();
    }
    Published made = new Published(address, socket.on());
    published.put(made.name, made);
    // Neither probed for nor announced: nobody else makes up the same UUID, so nobody holds another
    // address for it; and whoever asks within a second of an announcement could not be answered.
    return Optional.of(made.name);
  }

  /** The socket of the address's interface, or null where there can be none. */
  private MdnsSocket open(InetAddress address) {
    try {
      NetworkInterface on = NetworkInterface.getByInetAddress(address);
      if (on == null || !MdnsSocket.isPossibleOn(on)) {
        return null;
      }
      MdnsSocket known = sockets.get(on.getName());
      if (known == null) {
        known = MdnsSocket.open(loop, on, this::onMessage, counters);
        sockets.put(on.getName(), known);
      }
      return known;
    } catch (IOException e) {
      LOG.debug("no multicast DNS for {}: {}", address, e.toString());
      return null;
    }
  }

  private void say(Published what, ByteBuffer message) {
    MdnsSocket socket = sockets.get(what.on.getName());
    if (socket != null && published.containsKey(what.name)) {
      what.saidAt = System.nanoTime();
      socket.multicast(message);
    }
  }

  private void onMessage(MdnsSocket socket, InetSocketAddress source, MdnsMessage message) {
    if (!message.response()) {
      message.questions().forEach(it -> onQuestion(socket, source, message.id(), it));
    } else if (source.getPort() == MdnsSocket.PORT) { // section 6
      message.addresses().forEach(this::onAddress);
    } else {
      counters.mdnsDropped.increment();
    }
  }

  private void onQuestion(
      MdnsSocket socket, InetSocketAddress source, int id, MdnsMessage.Question question) {
    Published it = published.get(question.name());
    if (it == null || !it.on.equals(socket.on())) {
      return;
    }
    if (System.nanoTime() - it.saidAt < SECOND) {
      return; // section 6: whoever asks now has just heard it, or asks again
    }
    boolean has =
        question.type() == MdnsMessage.TYPE_ANY || question.type() == MdnsWriter.type(it.address);
    if (source.getPort() != MdnsSocket.PORT) {
      if (has) {
        it.saidAt = System.nanoTime();
        socket.send(MdnsWriter.legacyAnswer(id, question, it.address), source);
      }
    } else {
      say(
          it,
          has ? MdnsWriter.answer(it.name, it.address) : MdnsWriter.denial(it.name, it.address));
    }
  }

  private void onAddress(MdnsMessage.Address told) {
    Lookup lookup = lookups.get(told.name());
    if (lookup == null || told.ttl() == 0 || !isUsable(told.address())) {
      return;
    }
    lookup.end();
    lookup.waiting.forEach(it -> it.accept(told.address()));
  }

  private boolean isUsable(InetAddress address) {
    return !address.isAnyLocalAddress()
        && !address.isMulticastAddress()
        && !address.isLinkLocalAddress()
        && (ipv6 || !(address instanceof Inet6Address));
  }

  private void closeIfIdle() {
    if (lookups.isEmpty() && published.isEmpty()) {
      sockets.values().forEach(MdnsSocket::close);
      sockets.clear();
    }
  }

  @Override
  public void close() {
    closed = true;
    List.copyOf(lookups.values()).forEach(Lookup::end);
    for (Published it : List.copyOf(published.values())) {
      say(it, MdnsWriter.goodbye(it.name, it.address));
    }
    published.clear();
    closeIfIdle();
  }
}
