package org.vivavoce.call;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.vivavoce.audio.AudioPlayerConfig;
import org.vivavoce.ice.IceNomination;
import org.vivavoce.peer.PeerConfiguration;
import org.vivavoce.peer.RtpCodec;
import org.vivavoce.rtp.opus.OpusConfig;

/**
 * What a {@link Controller} is made with. Immutable; start from {@link #defaults()}.
 *
 * @param helloWindow how long Hello is repeated after joining, and after somebody is heard joining
 * @param helloInterval the pause between two Hellos of a window
 * @param offerTimeout how long an offer may ring
 * @param connectTimeout how long a connection to somebody who joined may take to come about
 * @param reconnectTimeout how long a connection that was there and is lost is looked for, until the
 *     participant counts as gone
 * @param signalInterval after how long a signal that was not answered is said again, for the first
 *     time; each further pause is half as long again, up to four times this
 * @param maxCalls how many calls there may be at once, ringing ones too; whoever calls us then
 *     hears that we are busy
 * @param opus the codec that published audio is encoded with
 * @param player how subscribed audio is decoded and played
 * @param quality from where on sound counts as degraded
 * @param peer what every PeerConnection is made with: ICE servers, interfaces, certificate
 */
public record ControllerConfig(
    Duration helloWindow,
    Duration helloInterval,
    Duration offerTimeout,
    Duration connectTimeout,
    Duration reconnectTimeout,
    Duration signalInterval,
    int maxCalls,
    OpusConfig opus,
    AudioPlayerConfig player,
    AudioQualityLimits quality,
    PeerConfiguration peer) {

  /** Checks that durations are positive, and the codec one that can be played. */
  public ControllerConfig {
    positive(helloWindow, "helloWindow");
    positive(helloInterval, "helloInterval");
    positive(offerTimeout, "offerTimeout");
    positive(connectTimeout, "connectTimeout");
    positive(reconnectTimeout, "reconnectTimeout");
    positive(signalInterval, "signalInterval");
    if (maxCalls < 1) {
      throw new IllegalArgumentException("maxCalls is " + maxCalls + "; 1 is the least");
    }
    Objects.requireNonNull(opus, "opus");
    Objects.requireNonNull(player, "player");
    Objects.requireNonNull(quality, "quality");
    Objects.requireNonNull(peer, "peer");
    for (RtpCodec c : peer.codecs()) {
      if (!c.sameEncoding(
          RtpCodec.OPUS.name(), RtpCodec.OPUS.clockRate(), RtpCodec.OPUS.channels())) {
        throw new IllegalArgumentException(
            "peer has the codec " + c.name() + "; a Controller encodes and plays only Opus");
      }
    }
  }

  /**
   * Hello for 2 s every 250 ms, offers ring for 30 s, connections may take 35 s (ICE gives up after
   * 30), a lost one is looked for during 60 s, signals are repeated after 500 ms, 32 calls at once,
   * Opus for speech, no ICE servers, no loopback candidates, and the most preferred pair of
   * candidates nominated with its first check: whoever answers a Controller is a Controller, and
   * takes that. Makes a certificate, which takes some milliseconds.
   */
  public static ControllerConfig defaults() {
    return new ControllerConfig(
        Duration.ofSeconds(2),
        Duration.ofMillis(250),
        Duration.ofSeconds(30),
        Duration.ofSeconds(35),
        Duration.ofSeconds(60),
        Duration.ofMillis(500),
        32,
        OpusConfig.voice(),
        AudioPlayerConfig.defaults(),
        AudioQualityLimits.defaults(),
        PeerConfiguration.builder()
            .codecs(List.of(RtpCodec.OPUS))
            .ice(i -> i.nomination(IceNomination.EARLY))
            .build());
  }

  /** The same with another Hello window. */
  public ControllerConfig withHelloWindow(Duration window, Duration interval) {
    Copy c = new Copy();
    c.helloWindow = window;
    c.helloInterval = interval;
    return c.config();
  }

  /** The same with another time to ring. */
  public ControllerConfig withOfferTimeout(Duration timeout) {
    Copy c = new Copy();
    c.offerTimeout = timeout;
    return c.config();
  }

  /** The same with another time for connections to come about. */
  public ControllerConfig withConnectTimeout(Duration timeout) {
    Copy c = new Copy();
    c.connectTimeout = timeout;
    return c.config();
  }

  /** The same with another time for lost connections to come back. */
  public ControllerConfig withReconnectTimeout(Duration timeout) {
    Copy c = new Copy();
    c.reconnectTimeout = timeout;
    return c.config();
  }

  /** The same with another pause before signals are repeated. */
  public ControllerConfig withSignalInterval(Duration interval) {
    Copy c = new Copy();
    c.signalInterval = interval;
    return c.config();
  }

  /** The same with another number of calls at once; with 1, a second caller hears busy. */
  public ControllerConfig withMaxCalls(int max) {
    Copy c = new Copy();
    c.maxCalls = max;
    return c.config();
  }

  /** The same with another encoder setting. */
  public ControllerConfig withOpus(OpusConfig config) {
    Copy c = new Copy();
    c.opus = config;
    return c.config();
  }

  /** The same with other limits beyond which sound counts as degraded. */
  public ControllerConfig withQuality(AudioQualityLimits limits) {
    Copy c = new Copy();
    c.quality = limits;
    return c.config();
  }

  /**
   * The same with connections configured otherwise, for instance {@code peer ->
   * peer.loopback(true)}.
   */
  public ControllerConfig withPeer(UnaryOperator<PeerConfiguration.Builder> change) {
    Copy c = new Copy();
    c.peer = change.apply(peer.toBuilder()).build();
    return c.config();
  }

  /** What this has, to be changed. */
  private final class Copy {
    private Duration helloWindow = ControllerConfig.this.helloWindow;
    private Duration helloInterval = ControllerConfig.this.helloInterval;
    private Duration offerTimeout = ControllerConfig.this.offerTimeout;
    private Duration connectTimeout = ControllerConfig.this.connectTimeout;
    private Duration reconnectTimeout = ControllerConfig.this.reconnectTimeout;
    private Duration signalInterval = ControllerConfig.this.signalInterval;
    private int maxCalls = ControllerConfig.this.maxCalls;
    private OpusConfig opus = ControllerConfig.this.opus;
    private AudioQualityLimits quality = ControllerConfig.this.quality;
    private PeerConfiguration peer = ControllerConfig.this.peer;

    ControllerConfig config() {
      return new ControllerConfig(
          helloWindow,
          helloInterval,
          offerTimeout,
          connectTimeout,
          reconnectTimeout,
          signalInterval,
          maxCalls,
          opus,
          player,
          quality,
          peer);
    }
  }

  private static void positive(Duration d, String name) {
    Objects.requireNonNull(d, name);
    if (d.isZero() || d.isNegative()) {
      throw new IllegalArgumentException(name + " is " + d + "; it must be positive");
    }
  }
}
