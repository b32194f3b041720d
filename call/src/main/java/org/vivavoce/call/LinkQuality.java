package org.vivavoce.call;

import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import org.vivavoce.audio.AudioPlayerStats;
import org.vivavoce.datachannel.DataChannelListener;
import org.vivavoce.peer.EventLoop;
import org.vivavoce.peer.PeerConnectionStats;
import org.vivavoce.peer.RtcDataChannel;
import org.vivavoce.rtp.InboundRtpStats;
import org.vivavoce.rtp.OutboundRtpStats;

/**
 * Watches one connection: measures the round trip, and tells when sound gets bad and when it is
 * good again. On the Controller's loop.
 */
final class LinkQuality {
  private static final double NANOS = 1e9;

  private final Controller controller;
  private final MediaLink.Ends ends;
  private final MediaLink link;
  private final RoundTrips roundTrips = new RoundTrips();
  private final QualityJudge judge;
  private RtcDataChannel channel;
  private boolean open;
  private EventLoop.Timer timer;

  LinkQuality(Controller controller, MediaLink.Ends ends, MediaLink link) {
    this.controller = controller;
    this.ends = ends;
    this.link = link;
    judge = new QualityJudge(controller.config().quality());
  }

  /** By which round trips are measured, whoever made it. */
  void channel(RtcDataChannel rtt) {
    channel = rtt;
    rtt.setListener(
        new DataChannelListener() {
          @Override
          public void onOpen() {
            open = true;
          }

          @Override
          public void onMessage(String text) {
            roundTrips.ignore();
          }

          @Override
          public void onMessage(byte[] data) {
            roundTrips.receive(data, now()).ifPresent(answer -> say(answer));
          }

          @Override
          public void onClose() {
            open = false;
          }
        });
  }

  /** There is a connection. */
  void connected() {
    if (timer == null) {
      schedule();
    }
  }

  void close() {
    if (timer != null) {
      timer.cancel();
    }
  }

  private long now() {
    return controller.loop().nanoTime();
  }

  private void say(byte[] message) {
    // What waits already has not gone, and more would not go either.
    if (open && channel.bufferedAmount() == 0) {
      channel.send(message);
    }
  }

  private void schedule() {
    timer =
        controller
            .loop()
            .schedule(
                () -> {
                  schedule();
                  look();
                },
                QualityJudge.INTERVAL_NANOS);
  }

  private void look() {
    if (open) {
      say(roundTrips.ask(now()));
    }
    Optional<PeerConnectionStats> stats = link.stats();
    if (stats.isEmpty()) {
      return;
    }
    judge
        .look(totals(stats.get(), link.streams().values()), roundTrip(stats.get()))
        .ifPresent(
            quality ->
                controller.fire(
                    quality.troubles().isEmpty()
                        ? new CallEvent.AudioRecovered(ends.call(), ends.peer(), quality)
                        : new CallEvent.AudioDegradation(ends.call(), ends.peer(), quality)));
  }

  private static QualityJudge.Totals totals(
      PeerConnectionStats stats, Collection<AudioPlayerStats> streams) {
    long received = 0;
    long lost = 0;
    for (InboundRtpStats in : stats.inbound()) {
      received += in.packetsReceived();
      lost += in.packetsLost();
    }
    long played = 0;
    long concealed = 0;
    for (AudioPlayerStats stream : streams) {
      played += stream.playout().emittedSamples();
      concealed += stream.playout().concealedSamples();
    }
    return new QualityJudge.Totals(received, lost, played, concealed);
  }

  /** Nanoseconds; empty while it is not known. */
  OptionalLong roundTrip(PeerConnectionStats stats) {
    OptionalLong latest = roundTrips.latest(now());
    if (latest.isPresent()) {
      return latest;
    }
    return stats.outbound().stream()
        .filter(out -> out.roundTripTimeMeasurements() > 0)
        .map(OutboundRtpStats::roundTripTime)
        .max(Double::compare)
        .map(seconds -> OptionalLong.of((long) (seconds * NANOS)))
        .orElse(OptionalLong.empty());
  }

  /** The same by the data channel alone. */
  OptionalLong overDataChannel() {
    return roundTrips.latest(now());
  }
}
