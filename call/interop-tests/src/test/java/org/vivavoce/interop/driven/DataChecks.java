package org.vivavoce.interop.driven;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.vivavoce.datachannel.DataChannelInit;
import org.vivavoce.datachannel.DataChannelListener;
import org.vivavoce.peer.PeerConnection;
import org.vivavoce.peer.RtcDataChannel;

/**
 * What is tried on the data channels of a connection whose other end sends back all that comes,
 * closes a channel at the text {@code close}, and has the channels {@link #NEGOTIATED} too. Each
 * gives figures, or throws an {@link AssertionError}.
 */
final class DataChecks {
  /** The ids of two channels that both ends make for themselves. */
  static final List<Integer> NEGOTIATED = List.of(400, 401);

  /** The longest message that goes and comes back, in bytes. */
  static final int LARGEST = 1_000_000;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CHANNELS = 100;
  private static final int UNORDERED = 500;

  /** The length of a message that shares a packet with no other. */
  private static final int LONG = 700;

  private static final int BULK_MESSAGE = 16_000;

  /** At most a mebibyte is under way, so that the other end's echo needs no more. */
  private static final int BULK_WINDOW = 64;

  private static final long[] SIZES = {1, 0, 1_200, 65_535, 262_144, LARGEST};

  private final PeerConnection connection;
  private final Consumer<String> onError;
  private final List<ChannelEnd> negotiated = new ArrayList<>();
  private final ChannelEnd first;
  private ChannelEnd unordered;
  private int numbered;

  /** Makes the first channels, so that an offer has an m-line for them. */
  DataChecks(PeerConnection connection, Consumer<String> onError) {
    this.connection = connection;
    this.onError = onError;
    first = open("first", DataChannelInit.defaults());
    for (int id : NEGOTIATED) {
      negotiated.add(open("negotiated", DataChannelInit.defaults().withNegotiated(id)));
    }
  }

  private ChannelEnd open(String label, DataChannelInit init) {
    return new ChannelEnd(connection.createDataChannel(label, init), onError);
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }

  /**
   * Bytes and text of every size that the other end takes come back as they were.
   *
   * @param sendsEmpty whether it can send what is empty; if not, it says of which kind it was
   */
  ObjectNode sizes(boolean sendsEmpty) throws InterruptedException {
    first.awaitOpen();
    long most = connection.sctp().orElseThrow().maxMessageSize();
    Random random = new Random(8831);
    ObjectNode told = JSON.createObjectNode().put("maxMessageSize", most);
    for (long size : SIZES) {
      if (size <= most) {
        byte[] data = new byte[(int) size];
        random.nextBytes(data);
        first.channel().send(data);
        if (size > 0 || sendsEmpty) {
          require(
              first.next() instanceof byte[] back && Arrays.equals(back, data),
              size + " bytes did not come back as they were");
        } else {
          require("empty bytes".equals(first.next()), "no bytes did not come as such");
        }
        String text = "ä".repeat(data.length / 2) + "x".repeat(data.length % 2);
        first.channel().send(text);
        String expected = size > 0 || sendsEmpty ? text : "empty text";
        require(
            expected.equals(first.next()), "a text of " + size + " bytes did not come as it was");
        told.put("largest", size);
      }
    }
    return told;
  }

  /** A hundred channels more open and echo. */
  ObjectNode hundredChannels() throws InterruptedException {
    List<ChannelEnd> ends = new ArrayList<>();
    for (int i = 0; i < CHANNELS; i++) {
      ends.add(open("c" + i, DataChannelInit.defaults()));
    }
    for (ChannelEnd end : ends) {
      end.awaitOpen();
      end.channel().send(end.channel().label());
    }
    Set<Integer> ids = new HashSet<>();
    for (ChannelEnd end : ends) {
      require(
          end.channel().label().equals(end.next()), end.channel().label() + " echoes otherwise");
      ids.add(end.channel().id().orElseThrow());
    }
    require(ids.size() == CHANNELS, "ids that are not different: " + ids);
    return JSON.createObjectNode().put("channels", ids.size());
  }

  /** Channels that both ends made, without a word about it, by their ids. */
  ObjectNode negotiated() throws InterruptedException {
    for (ChannelEnd end : negotiated) {
      end.awaitOpen();
      String text = "by id " + end.channel().id();
      end.channel().send(text);
      require(text.equals(end.next()), text + ": echoes otherwise");
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      end.channel().send(bytes);
      require(
          end.next() instanceof byte[] back && Arrays.equals(back, bytes),
          text + ": bytes echo otherwise");
    }
    return JSON.createObjectNode().put("channels", negotiated.size());
  }

  /**
   * Unordered and never repeated: nothing comes back twice or changed, and what the path does not
   * lose comes. The first time is for a path that loses nothing, for until the other end has
   * acknowledged the channel its messages go in order (RFC 8832 section 6), and pion 3.1 waits for
   * ever for one of those that was given up.
   *
   * @param least how many must come back; if not all, each has a packet of its own
   */
  ObjectNode unordered(int least) throws InterruptedException {
    if (unordered == null) {
      unordered =
          open("unordered", DataChannelInit.defaults().withOrdered(false).withMaxRetransmits(0));
    }
    unordered.awaitOpen();
    Set<Object> sent = new HashSet<>();
    for (int i = 0; i < UNORDERED; i++) {
      String text = "u".repeat(least < UNORDERED ? LONG : 1) + numbered++;
      sent.add(text);
      unordered.channel().send(text);
    }
    for (int i = 0; i < least; i++) {
      Object back = unordered.next();
      require(sent.remove(back), "unordered: " + back + " came twice, or was never sent");
    }
    return JSON.createObjectNode().put("sent", UNORDERED).put("least", least);
  }

  /** So many bytes come back, with the same digest. */
  ObjectNode bulk(long bytes) throws InterruptedException {
    first.awaitOpen();
    MessageDigest sent = sha256();
    MessageDigest received = sha256();
    Random random = new Random(20);
    long begun = System.nanoTime();
    byte[] data = new byte[BULK_MESSAGE];
    long messages = (bytes + BULK_MESSAGE - 1) / BULK_MESSAGE;
    long back = 0;
    for (long i = 0; i < messages; i++) {
      random.nextBytes(data);
      sent.update(data);
      first.channel().send(data);
      while (i - back >= BULK_WINDOW) {
        received.update(nextBytes());
        back++;
      }
    }
    for (; back < messages; back++) {
      received.update(nextBytes());
    }
    double seconds = (System.nanoTime() - begun) / (double) TimeUnit.SECONDS.toNanos(1);
    String digest = HexFormat.of().formatHex(sent.digest());
    String digestBack = HexFormat.of().formatHex(received.digest());
    require(
        digest.equals(digestBack),
        "SHA-256 of what came back is " + digestBack + ", of what was sent " + digest);
    return JSON.createObjectNode()
        .put("bytes", messages * BULK_MESSAGE)
        .put("seconds", seconds)
        .put("sha256", digest);
  }

  private byte[] nextBytes() throws InterruptedException {
    Object back = first.next();
    require(back instanceof byte[], "bytes came back as text");
    return (byte[]) back;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /** We close a channel; it ends at both ends, as the other end tells by itself. */
  ObjectNode closeByUs() throws InterruptedException {
    ChannelEnd end = open("closed by us", DataChannelInit.defaults());
    end.awaitOpen();
    end.channel().send("a last word");
    require("a last word".equals(end.next()), "the last word comes back otherwise");
    int id = end.channel().id().orElseThrow();
    end.channel().close();
    end.awaitClosed("our close is not answered");
    return JSON.createObjectNode().put("id", id);
  }

  /** They close a channel at our word, and it ends here. */
  ObjectNode closeByThem() throws InterruptedException {
    ChannelEnd end = open("closed by them", DataChannelInit.defaults());
    end.awaitOpen();
    int id = end.channel().id().orElseThrow();
    end.channel().send("close");
    end.awaitClosed("they did not close it");
    return JSON.createObjectNode().put("id", id);
  }

  /** After those a channel opens and echoes. */
  ObjectNode goOn() throws InterruptedException {
    ChannelEnd end = open("after", DataChannelInit.defaults());
    end.awaitOpen();
    end.channel().send("still there");
    require("still there".equals(end.next()), "a channel after closed ones echoes otherwise");
    return JSON.createObjectNode().put("id", end.channel().id().orElseThrow());
  }

  /** A channel of theirs: what they say on it goes back to them. */
  void echo(RtcDataChannel theirs) {
    theirs.setListener(
        new DataChannelListener() {
          @Override
          public void onMessage(String text) {
            theirs.send(text);
          }
        });
  }
}
