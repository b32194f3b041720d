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
 * @param opus the codec that published audio is encoded with
 * @param player how subscribed audio is decoded and played
 * @param peer what every PeerConnection is made with: ICE servers, interfaces, certificate
 */
public record ControllerConfig(
    Duration helloWindow,
    Duration helloInterval,
    Duration offerTimeout,
    Duration connectTimeout,
    OpusConfig opus,
    AudioPlayerConfig player,
    PeerConfiguration peer) {

  /** Checks that durations are positive, and the codec one that can be played. */
  public ControllerConfig {
    positive(helloWindow, "helloWindow");
    positive(helloInterval, "helloInterval");
    positive(offerTimeout, "offerTimeout");
    positive(connectTimeout, "connectTimeout");
    Objects.requireNonNull(opus, "opus");
    Objects.requireNonNull(player, "player");
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
   * 30), Opus for speech, no ICE servers, no loopback candidates, and the most preferred pair of
   * candidates nominated with its first check: whoever answers a Controller is a Controller, and
   * takes that. Makes a certificate, which takes some milliseconds.
   */
  public static ControllerConfig defaults() {
    return new ControllerConfig(
        Duration.ofSeconds(2),
        Duration.ofMillis(250),
        Duration.ofSeconds(30),
        Duration.ofSeconds(35),
        OpusConfig.voice(),
        AudioPlayerConfig.defaults(),
        PeerConfiguration.builder()
            .codecs(List.of(RtpCodec.OPUS))
            .ice(i -> i.nomination(IceNomination.EARLY))
            .build());
  }

  /** The same with another Hello window. */
  public ControllerConfig withHelloWindow(Duration window, Duration interval) {
    return new ControllerConfig(window, interval, offerTimeout, connectTimeout, opus, player, peer);
  }

  /** The same with another time to ring. */
  public ControllerConfig withOfferTimeout(Duration timeout) {
    return new ControllerConfig(
        helloWindow, helloInterval, timeout, connectTimeout, opus, player, peer);
  }

  /** The same with another time for connections to come about. */
  public ControllerConfig withConnectTimeout(Duration timeout) {
    return new ControllerConfig(
        helloWindow, helloInterval, offerTimeout, timeout, opus, player, peer);
  }

  /** The same with another encoder setting. */
  public ControllerConfig withOpus(OpusConfig config) {
    return new ControllerConfig(
        helloWindow, helloInterval, offerTimeout, connectTimeout, config, player, peer);
  }

  /**
   * The same with connections configured otherwise, for instance {@code peer ->
   * peer.loopback(true)}.
   */
  public ControllerConfig withPeer(UnaryOperator<PeerConfiguration.Builder> change) {
    return new ControllerConfig(
        helloWindow,
        helloInterval,
        offerTimeout,
        connectTimeout,
        opus,
        player,
        change.apply(peer.toBuilder()).build());
  }

  private static void positive(Duration d, String name) {
    Objects.requireNonNull(d, name);
    if (d.isZero() || d.isNegative()) {
      throw new IllegalArgumentException(name + " is " + d + "; it must be positive");
    }
  }
}
