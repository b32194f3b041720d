package org.vivavoce.interop.driven;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.vivavoce.datachannel.DataChannelException;
import org.vivavoce.datachannel.DataChannelInit;
import org.vivavoce.datachannel.DataChannelListener;
import org.vivavoce.peer.IceGatheringState;
import org.vivavoce.peer.PeerConfiguration;
import org.vivavoce.peer.PeerConnection;
import org.vivavoce.peer.PeerFailure;
import org.vivavoce.peer.PeerObserver;
import org.vivavoce.peer.RtcDataChannel;
import org.vivavoce.peer.RtcSessionDescription;
import org.vivavoce.peer.SdpType;

/**
 * Exchanges messages with a stack that echoes them, on standard input and output as vivavoce peer
 * does; says {@code {"ev":"checked","what":"…"}} for each thing that went well, {@code done} at the
 * end, and {@code error} at the first thing that did not.
 *
 * <pre>
 * DataPeer offer|answer MEGABYTES
 * </pre>
 */
public final class DataPeer implements PeerObserver {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PATIENCE_SECONDS = 60;
  private static final int CHANNELS = 100;
  private static final int BULK_MESSAGE = 16_000;

  private final PeerConnection connection =
      PeerConnection.create(PeerConfiguration.builder().build(), this);
  private final CountDownLatch gathered = new CountDownLatch(1);
  private final BlockingQueue<RtcDataChannel> theirs = new LinkedBlockingQueue<>();

  private DataPeer() {}

  /** See the class. */
  public static void main(String[] args) throws Exception {
    DataPeer peer = new DataPeer();
    try {
      peer.run(args[0].equals("offer"), Integer.parseInt(args[1]));
      print(event("done"));
    } catch (Exception | AssertionError e) {
      print(event("error").put("e", e.toString()));
    } finally {
      peer.connection.close();
    }
  }

  private static ObjectNode event(String name) {
    return JSON.createObjectNode().put("ev", name);
  }

  private static synchronized void print(ObjectNode line) {
    System.out.println(line);
    System.out.flush();
  }

  private void run(boolean offers, int megabytes) throws Exception {
    Thread reader = new Thread(this::readLines, "lines");
    reader.setDaemon(true);
    End first = new End(connection.createDataChannel("first", DataChannelInit.defaults()));
    reader.start();
    if (offers) {
      describe();
    }
    first.await(first.open, "the first channel does not open");
    sizes(first);
    done("echoes of every size");
    hundredChannels();
    done("a hundred channels");
    unordered();
    done("unordered and without retransmission");
    bulk(first, megabytes);
    done(megabytes + " MB");
    first.channel.close();
    first.await(first.closed, "our close is not answered");
    done("closed by us");
    End last = new End(connection.createDataChannel("last", DataChannelInit.defaults()));
    last.await(last.open, "a channel in the place of a closed one does not open");
    last.channel.send("close");
    last.await(last.closed, "they did not close it");
    done("closed by them");
    if (!offers) {
      RtcDataChannel incoming = theirs.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      require(
          incoming != null && incoming.label().equals("fromthem"), "their channel: " + incoming);
      done("their channel");
    }
  }

  private static void done(String what) {
    print(event("checked").put("what", what));
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError(what);
    }
  }

  private void sizes(End end) throws InterruptedException {
    List<Integer> sizes = new ArrayList<>(List.of(1, 0, 1200, 65_535));
    if (connection.sctp().orElseThrow().maxMessageSize() >= 262_144) {
      sizes.add(262_144);
    }
    Random random = new Random(8831);
    for (int size : sizes) {
      byte[] data = new byte[size];
      random.nextBytes(data);
      end.channel.send(data);
      Object back = end.next();
      require(
          back instanceof byte[] bytes && Arrays.equals(bytes, data),
          size + " bytes did not come back as they were");
      String text = "ä".repeat(size / 2);
      end.channel.send(text);
      require(text.equals(end.next()), "a text of " + size + " bytes did not come back as it was");
    }
  }

  private void hundredChannels() throws InterruptedException {
    List<End> ends = new ArrayList<>();
    for (int i = 0; i < CHANNELS; i++) {
      ends.add(new End(connection.createDataChannel("c" + i, DataChannelInit.defaults())));
    }
    for (End end : ends) {
      end.await(end.open, end.channel + " does not open");
      end.channel.send(end.channel.label());
    }
    for (End end : ends) {
      require(end.channel.label().equals(end.next()), end.channel + " echoes something else");
    }
  }

  private void unordered() throws InterruptedException {
    End end =
        new End(
            connection.createDataChannel(
                "unordered", DataChannelInit.defaults().withOrdered(false).withMaxRetransmits(0)));
    end.await(end.open, "the unordered channel does not open");
    for (int i = 0; i < 10; i++) {
      end.channel.send("u" + i);
    }
    // The path loses nothing.
    for (int i = 0; i < 10; i++) {
      require(end.next().toString().startsWith("u"), "the unordered channel echoes something else");
    }
  }

  private void bulk(End end, int megabytes) throws InterruptedException {
    CRC32 sent = new CRC32();
    CRC32 received = new CRC32();
    Random random = new Random(20);
    int messages = megabytes * 1_000_000 / BULK_MESSAGE;
    int back = 0;
    byte[] data = new byte[BULK_MESSAGE];
    for (int i = 0; i < messages; i++) {
      random.nextBytes(data);
      sent.update(data);
      end.channel.send(data);
      // At most a mebibyte is under way, so that the echo needs no more.
      while (i - back > 64) {
        received.update((byte[]) end.next());
        back++;
      }
    }
    for (; back < messages; back++) {
      received.update((byte[]) end.next());
    }
    require(sent.getValue() == received.getValue(), "the checksum of " + megabytes + " MB differs");
  }

  // --- signaling

  private void readLines() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line; (line = lines.readLine()) != null; ) {
        JsonNode node = JSON.readTree(line);
        if (node.has("sdp")) {
          take(node.get("type").asText(), node.get("sdp").asText());
        }
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      print(event("error").put("e", e.toString()));
    }
  }

  private void take(String type, String sdp) throws InterruptedException {
    SdpType kind = type.equals("offer") ? SdpType.OFFER : SdpType.ANSWER;
    connection.setRemoteDescription(new RtcSessionDescription(kind, sdp)).join();
    if (kind == SdpType.OFFER) {
      describe();
    }
  }

  private void describe() throws InterruptedException {
    connection.setLocalDescription().join();
    require(gathered.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "no candidates");
    RtcSessionDescription made = connection.localDescription().orElseThrow();
    print(JSON.createObjectNode().put("type", made.type().text()).put("sdp", made.sdp()));
  }

  @Override
  public void onIceGatheringStateChange(IceGatheringState state) {
    if (state == IceGatheringState.COMPLETE) {
      gathered.countDown();
    }
  }

  @Override
  public void onDataChannel(RtcDataChannel channel) {
    theirs.add(channel);
  }

  @Override
  public void onFailure(PeerFailure failure) {
    print(event("error").put("e", failure.message()));
  }

  /** Our end of a channel. */
  private static final class End implements DataChannelListener {
    final RtcDataChannel channel;
    final CountDownLatch open = new CountDownLatch(1);
    final CountDownLatch closed = new CountDownLatch(1);
    private final BlockingQueue<Object> messages = new LinkedBlockingQueue<>();

    End(RtcDataChannel channel) {
      this.channel = channel;
      channel.setListener(this);
    }

    void await(CountDownLatch latch, String what) throws InterruptedException {
      require(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS), what);
    }

    Object next() throws InterruptedException {
      Object message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      require(message != null, "nothing comes back on " + channel);
      return message;
    }

    @Override
    public void onOpen() {
      open.countDown();
    }

    @Override
    public void onMessage(String text) {
      messages.add(text);
    }

    @Override
    public void onMessage(byte[] data) {
      messages.add(data);
    }

    @Override
    public void onError(DataChannelException error) {
      print(event("error").put("e", error.getMessage()));
    }

    @Override
    public void onClose() {
      closed.countDown();
    }
  }
}
