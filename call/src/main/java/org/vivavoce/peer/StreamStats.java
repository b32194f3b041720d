package org.vivavoce.peer;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.vivavoce.peer.stats.RtcCodecStats;
import org.vivavoce.peer.stats.RtcInboundRtpStreamStats;
import org.vivavoce.peer.stats.RtcMediaSourceStats;
import org.vivavoce.peer.stats.RtcOutboundRtpStreamStats;
import org.vivavoce.peer.stats.RtcRemoteInboundRtpStreamStats;
import org.vivavoce.peer.stats.RtcRemoteOutboundRtpStreamStats;
import org.vivavoce.rtp.InboundRtpStats;
import org.vivavoce.rtp.OutboundRtpStats;

/** The part of {@link StatsCollector} that is about RTP streams. */
final class StreamStats {
  private final StatsCollector collector;

  StreamStats(StatsCollector collector) {
    this.collector = collector;
  }

  void sent(RtpMedia.Sent sent) {
    OutboundRtpStats s = sent.stats();
    RtpTransceiver t = sent.section().transceiver();
    String id = "outbound-rtp " + s.ssrc();
    String remoteId = "remote-inbound-rtp " + s.ssrc();
    String codecId = codec(sent.codec());
    Optional<String> sourceId = t.sender().track().map(this::source);
    boolean video = t.kind() == MediaKind.VIDEO;
    collector.put(
        new RtcOutboundRtpStreamStats(
            id,
            collector.nowMillis(),
            s.ssrc(),
            t.kind().text(),
            StatsCollector.TRANSPORT,
            Optional.of(codecId),
            sourceId,
            sent.section().mid(),
            s.reportsReceived() > 0 ? Optional.of(remoteId) : Optional.empty(),
            sent.active(),
            s.packetsSent() + s.retransmittedPacketsSent(),
            s.bytesSent() + s.retransmittedBytesSent(),
            s.headerBytesSent(),
            s.retransmittedPacketsSent(),
            s.retransmittedBytesSent(),
            sent.rtx(),
            s.nackCount(),
            onlyIf(video, s.firCount()),
            onlyIf(video, s.pliCount())));
    if (s.reportsReceived() > 0) {
      collector.put(
          new RtcRemoteInboundRtpStreamStats(
              remoteId,
              collector.millisAt(s.reportNanos()),
              s.ssrc(),
              t.kind().text(),
              StatsCollector.TRANSPORT,
              Optional.of(codecId),
              id,
              s.remotePacketsLost(),
              s.remoteJitter(),
              s.remoteFractionLost(),
              s.roundTripTimeMeasurements() > 0
                  ? OptionalDouble.of(s.roundTripTime())
                  : OptionalDouble.empty(),
              s.totalRoundTripTime(),
              s.roundTripTimeMeasurements()));
    }
  }

  void received(InboundMedia.Received received) {
    InboundRtpStats s = received.stats();
    RtpTransceiver t = received.section().transceiver();
    String id = "inbound-rtp " + s.ssrc();
    String remoteId = "remote-outbound-rtp " + s.ssrc();
    Optional<String> codecId = received.codec().map(this::codec);
    boolean video = t.kind() == MediaKind.VIDEO;
    collector.put(
        new RtcInboundRtpStreamStats(
            id,
            collector.nowMillis(),
            s.ssrc(),
            t.kind().text(),
            StatsCollector.TRANSPORT,
            codecId,
            t.receiver().track().id(),
            received.section().mid(),
            s.senderInfo().map(i -> remoteId),
            s.packetsReceived() + received.retransmittedPackets(),
            s.bytesReceived() + received.retransmittedBytes(),
            s.headerBytesReceived(),
            s.packetsLost(),
            s.jitter(),
            s.packetsReceived() > 0
                ? OptionalDouble.of(collector.millisAt(s.lastPacketNanos()))
                : OptionalDouble.empty(),
            onlyIf(received.section().retransmits(), received.retransmittedPackets()),
            onlyIf(received.section().retransmits(), received.retransmittedBytes()),
            received.rtx(),
            s.nackCount(),
            onlyIf(video, s.firCount()),
            onlyIf(video, s.pliCount())));
    s.senderInfo()
        .ifPresent(
            info ->
                collector.put(
                    new RtcRemoteOutboundRtpStreamStats(
                        remoteId,
                        collector.millisAt(s.senderReportNanos()),
                        s.ssrc(),
                        t.kind().text(),
                        StatsCollector.TRANSPORT,
                        codecId,
                        id,
                        info.packetCount(),
                        info.octetCount(),
                        info.ntp().unixMillis(),
                        s.senderReportsReceived())));
  }

  private static OptionalLong onlyIf(boolean known, long value) {
    return known ? OptionalLong.of(value) : OptionalLong.empty();
  }

  private String source(LocalTrack track) {
    String id = "media-source " + track.id();
    collector.put(
        new RtcMediaSourceStats(id, collector.nowMillis(), track.id(), track.kind().text()));
    return id;
  }

  /** One number may mean another codec after a renegotiation: its name and parameters are in it. */
  private String codec(RtpCodec c) {
    String id = "codec " + c.payloadType() + " " + c.mimeType() + " " + c.fmtp();
    collector.put(
        new RtcCodecStats(
            id,
            collector.nowMillis(),
            c.payloadType(),
            StatsCollector.TRANSPORT,
            c.mimeType(),
            c.clockRate(),
            c.kind() == MediaKind.AUDIO ? OptionalInt.of(c.channels()) : OptionalInt.empty(),
            c.sdpFmtpLine()));
    return id;
  }
}
