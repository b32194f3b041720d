package org.vivavoce.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** A session of ours and a page of a browser's, connected, each hearing the other's tone. */
final class BrowserCall implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PACKETS_PER_SECOND = 50;
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Path folder;
  private final OurSession us;
  private final BrowserPage them;
  private final Gate toUs;
  private final Gate toThem;

  /** How it is made. */
  static final class Options {
    final ObjectNode ours = JSON.createObjectNode();
    final ObjectNode theirs = JSON.createObjectNode().put("trickle", true);
    boolean weOffer = true;
    UnaryOperator<JsonNode> toUs = line -> line;
    UnaryOperator<JsonNode> toThem = line -> line;
  }

  private BrowserCall(Path folder, OurSession us, BrowserPage them, Options options) {
    this.folder = folder;
    this.us = us;
    this.them = them;
    this.toUs = new Gate(us, options.toUs);
    this.toThem = new Gate(them, options.toThem);
  }

  /** Connects them; from then on either makes an offer whenever it needs one. */
  static BrowserCall connect(Host ours, Browser browser, Path folder, Options options) {
    OurSession us = OurSession.open(ours, options.ours, Vivavoce.recording(folder));
    BrowserPage them;
    try {
      them = browser.open(options.theirs.path("hidden").asBoolean());
    } catch (AssertionError e) {
      us.close();
      throw e;
    }
    BrowserCall call = new BrowserCall(folder, us, them, options);
    try {
      them.start(options.theirs);
      us.signals(call.toThem);
      them.signals(call.toUs);
      if (options.weOffer) {
        us.obey("offer");
      } else {
        them.call("offer");
      }
      us.said().state("connected");
      them.said().state("connected");
      call.awaitStable();
      them.call("perfect");
      return call;
    } catch (AssertionError e) {
      call.close();
      throw e;
    }
  }

  OurSession us() {
    return us;
  }

  BrowserPage them() {
    return them;
  }

  Gate toUs() {
    return toUs;
  }

  Gate toThem() {
    return toThem;
  }

  /** Waits until both have received so many seconds of sound from now on. */
  void flow(double seconds) {
    long more = Math.round(seconds * PACKETS_PER_SECOND);
    long ours = us.stats().path("rx").asLong() + more;
    long theirs = theirPackets() + more;
    await(
        "sound for " + seconds + " s",
        () -> us.stats().path("rx").asLong() >= ours && theirPackets() >= theirs);
  }

  private long theirPackets() {
    return (long) theirInbound("audio", "packetsReceived");
  }

  /** Packets of ours that never came to them. */
  long theyLost() {
    return (long) theirInbound("audio", "packetsLost");
  }

  /** A counter of the W3C's inbound-rtp statistics, for all that the browser receives of a kind. */
  double theirInbound(String kind, String counter) {
    double sum = 0;
    for (JsonNode each : them.call("stats")) {
      if (each.get("type").asText().equals("inbound-rtp")
          && each.path("kind").asText().equals(kind)) {
        sum += each.path(counter).asDouble();
      }
    }
    return sum;
  }

  /** Waits until no offer is open at either end. */
  void awaitStable() {
    await("both to be stable", this::stable);
  }

  private boolean stable() {
    return us.stats().get("signaling").asText().equals("stable")
        && them.call("state").get("signaling").asText().equals("stable");
  }

  /** Looks again and again, for as long as patience lasts. */
  void await(String what, BooleanSupplier condition) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(Said.PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - until > 0) {
        throw new AssertionError(
            "waited in vain for " + what + "; we: " + us.stats() + "; they: " + them.call("state"));
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }

  /** The username fragment of our description in force. */
  String ourUfrag() {
    return ufrag(us.stats().get("sdp").asText());
  }

  String theirUfrag() {
    return ufrag(them.call("state").get("sdp").asText());
  }

  static String ufrag(String sdp) {
    return sdp.lines()
        .filter(line -> line.startsWith("a=ice-ufrag:"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no ice-ufrag in " + sdp));
  }

  /** The direction of the last m-line of their description. */
  String theirLastDirection() {
    return them.call("state")
        .get("sdp")
        .asText()
        .lines()
        .filter(line -> line.matches("a=(sendrecv|sendonly|recvonly|inactive)"))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  /** How many m-lines our description has. */
  static long mediaLines(String sdp) {
    return sdp.lines().filter(line -> line.startsWith("m=")).count();
  }

  /** Hangs up, and gives what they heard: our recording is complete then, too. */
  Path hangUp() throws IOException {
    Path theirs = them.recording(folder);
    us.close();
    return theirs;
  }

  @Override
  public void close() {
    try {
      us.close();
    } finally {
      them.close();
    }
  }
}
