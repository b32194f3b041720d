package org.vivavoce.interop.driven;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.vivavoce.peer.IceGatheringState;
import org.vivavoce.peer.PeerConfiguration;
import org.vivavoce.peer.PeerConnection;
import org.vivavoce.peer.PeerConnectionState;
import org.vivavoce.peer.PeerFailure;
import org.vivavoce.peer.PeerObserver;
import org.vivavoce.peer.RtcDataChannel;
import org.vivavoce.peer.RtcSessionDescription;
import org.vivavoce.peer.SdpType;

/**
 * A connection with data channels and nothing else, its candidates in its descriptions. The order
 * {@code check} is obeyed on a thread of its own, one after the other, and ends in the event {@code
 * checked}, or {@code error}:
 *
 * <pre>
 * in   {"id":5,"page":0,"do":"check","what":"bulk","amount":20000000}
 * out  {"page":0,"say":{"ev":"checked","what":"bulk","seconds":…}}
 * </pre>
 */
final class DataSession implements Driven {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Consumer<JsonNode> out;
  private final PeerConnection connection;
  private final DataChecks checks;
  private final ExecutorService checker =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "check");
            thread.setDaemon(true);
            return thread;
          });

  private volatile boolean describing;

  DataSession(Consumer<JsonNode> out) {
    this.out = out;
    connection =
        PeerConnection.create(
            PeerConfiguration.builder().maxMessageSize(DataChecks.LARGEST).build(), new Observer());
    checks = new DataChecks(connection, this::error);
  }

  @Override
  public void offer() {
    describe();
  }

  @Override
  public void take(JsonNode line) {
    if (!line.has("sdp")) {
      return; // Their descriptions have all candidates.
    }
    SdpType type = SdpType.valueOf(line.get("type").asText().toUpperCase(Locale.ROOT));
    connection
        .setRemoteDescription(new RtcSessionDescription(type, line.get("sdp").asText()))
        .whenComplete(
            (done, e) -> {
              if (e != null) {
                error("the " + type.text() + ": " + e);
              } else if (type == SdpType.OFFER) {
                describe();
              }
            });
  }

  private void describe() {
    describing = true;
    connection
        .setLocalDescription()
        .whenComplete(
            (made, e) -> {
              if (e != null) {
                error("our description: " + e);
              }
              sayGathered();
            });
  }

  /** Says the description once it has all candidates. */
  private synchronized void sayGathered() {
    if (describing
        && connection.iceGatheringState() == IceGatheringState.COMPLETE
        && connection.localDescription().isPresent()) {
      describing = false;
      RtcSessionDescription made = connection.localDescription().get();
      out.accept(JSON.createObjectNode().put("type", made.type().text()).put("sdp", made.sdp()));
    }
  }

  @Override
  public JsonNode obey(JsonNode order) {
    if (!order.get("do").asText().equals("check")) {
      throw new IllegalArgumentException("no such order: " + order);
    }
    String what = order.get("what").asText();
    long amount = order.path("amount").asLong();
    checker.execute(
        () -> {
          try {
            out.accept(check(what, amount).put("ev", "checked").put("what", what));
          } catch (InterruptedException | RuntimeException | AssertionError e) {
            error(what + ": " + e);
          }
        });
    return JSON.nullNode();
  }

  private ObjectNode check(String what, long amount) throws InterruptedException {
    return switch (what) {
      case "sizes" -> checks.sizes(amount > 0);
      case "hundred channels" -> checks.hundredChannels();
      case "negotiated" -> checks.negotiated();
      case "unordered" -> checks.unordered((int) amount);
      case "bulk" -> checks.bulk(amount);
      case "close by us" -> checks.closeByUs();
      case "close by them" -> checks.closeByThem();
      case "go on" -> checks.goOn();
      default -> throw new IllegalArgumentException("no such check: " + what);
    };
  }

  private void error(String what) {
    out.accept(JSON.createObjectNode().put("ev", "error").put("e", what));
  }

  /** What the connection tells. */
  private final class Observer implements PeerObserver {
    @Override
    public void onIceGatheringStateChange(IceGatheringState state) {
      sayGathered();
    }

    @Override
    public void onConnectionStateChange(PeerConnectionState state) {
      out.accept(
          JSON.createObjectNode()
              .put("ev", "state")
              .put("s", state.name().toLowerCase(Locale.ROOT)));
    }

    @Override
    public void onDataChannel(RtcDataChannel channel) {
      checks.echo(channel);
    }

    @Override
    public void onFailure(PeerFailure failure) {
      error(failure.message());
    }
  }

  @Override
  public void close() {
    connection.close();
    checker.shutdownNow();
  }
}
