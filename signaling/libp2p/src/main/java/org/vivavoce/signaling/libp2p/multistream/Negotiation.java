package org.vivavoce.signaling.libp2p.multistream;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.vivavoce.signaling.libp2p.wire.MalformedException;
import org.vivavoce.signaling.libp2p.wire.Varint;

/**
 * One side of one agreement.
 *
 * <pre>
 *  each message:  varint length | protocol | 0x0a
 *
 *  dialer                               listener
 *  /multistream/1.0.0, /first    ->
 *                                &lt;-     /multistream/1.0.0, na
 *  /second                       ->
 *                                &lt;-     /second
 * </pre>
 *
 * <p>The dialer sends its header and its first proposal together. What follows the last message in
 * the buffer is left there: it belongs to the protocol agreed upon.
 */
public final class Negotiation {
  /** The protocol itself. */
  public static final String VERSION = "/multistream/1.0.0";

  private static final String NOT_AVAILABLE = "na";
  private static final int MAX_MESSAGE_LENGTH = 1024;
  private static final int MAX_MESSAGES = 64;

  private final Deque<String> proposals;
  private final Predicate<String> supported;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private boolean versionSeen;
  private boolean done;
  private String protocol;
  private int messages;

  private Negotiation(Collection<String> proposals, Predicate<String> supported) {
    this.proposals = new ArrayDeque<>(proposals);
    this.supported = supported;
    write(VERSION);
  }

  /**
   * The side that proposes.
   *
   * @param protocols what it can do, the most wanted first; at least one
   */
  public static Negotiation dialing(List<String> protocols) {
    Negotiation negotiation = new Negotiation(protocols, name -> false);
    negotiation.write(negotiation.proposals.element());
    return negotiation;
  }

  /**
   * The side that chooses.
   *
   * @param supported whether it can do a protocol
   */
  public static Negotiation listening(Predicate<String> supported) {
    return new Negotiation(List.of(), supported);
  }

  private void write(String text) {
    byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
    Varint.write(out, bytes.length);
    out.writeBytes(bytes);
  }

  /**
   * Takes the whole messages of a buffer, until there is a result.
   *
   * @param in its position moves behind what was taken
   * @throws MalformedException if this is no multistream-select
   */
  public void receive(ByteBuffer in) throws MalformedException {
    while (!done) {
      String message = next(in);
      if (message == null) {
        return;
      }
      if (++messages > MAX_MESSAGES) {
        throw new MalformedException("more proposals than anybody needs");
      }
      if (!versionSeen) {
        if (!message.equals(VERSION)) {
          throw new MalformedException("not " + VERSION);
        }
        versionSeen = true;
      } else if (proposals.isEmpty()) {
        choose(message);
      } else {
        hear(message);
      }
    }
  }

  private void choose(String proposal) {
    if (supported.test(proposal)) {
      write(proposal);
      finish(proposal);
    } else {
      write(NOT_AVAILABLE);
    }
  }

  private void hear(String answer) throws MalformedException {
    String proposal = proposals.remove();
    if (answer.equals(proposal)) {
      finish(proposal);
    } else if (!answer.equals(NOT_AVAILABLE)) {
      throw new MalformedException("an answer to another proposal");
    } else if (proposals.isEmpty()) {
      finish(null);
    } else {
      write(proposals.element());
    }
  }

  private void finish(String result) {
    protocol = result;
    done = true;
  }

  private static String next(ByteBuffer in) throws MalformedException {
    if (!Varint.isComplete(in)) {
      return null;
    }
    int start = in.position();
    int length = Varint.readLength(in, MAX_MESSAGE_LENGTH);
    if (length == 0) {
      throw new MalformedException("an empty proposal");
    }
    if (in.remaining() < length) {
      in.position(start);
      return null;
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    if (bytes[length - 1] != '\n') {
      throw new MalformedException("a proposal without a line's end");
    }
    return new String(bytes, 0, length - 1, StandardCharsets.UTF_8);
  }

  /** What is to be sent now; empty if nothing. Asking takes it. */
  public byte[] output() {
    byte[] bytes = out.toByteArray();
    out.reset();
    return bytes;
  }

  /** Whether there is a result. */
  public boolean isDone() {
    return done;
  }

  /** What was agreed upon, if it is done and there was something. */
  public Optional<String> protocol() {
    return Optional.ofNullable(protocol);
  }
}
