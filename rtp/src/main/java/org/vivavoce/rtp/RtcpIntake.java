package org.vivavoce.rtp;

import java.util.List;
import org.vivavoce.rtp.rtcp.Bye;
import org.vivavoce.rtp.rtcp.Fir;
import org.vivavoce.rtp.rtcp.Nack;
import org.vivavoce.rtp.rtcp.PayloadFeedback;
import org.vivavoce.rtp.rtcp.Pli;
import org.vivavoce.rtp.rtcp.ReceiverReport;
import org.vivavoce.rtp.rtcp.ReportBlock;
import org.vivavoce.rtp.rtcp.RtcpPacket;
import org.vivavoce.rtp.rtcp.SenderReport;
import org.vivavoce.rtp.rtcp.SourceDescription;
import org.vivavoce.rtp.rtcp.TransportFeedback;

/** Brings what RTCP says to the streams it is about, and knows who is in the session. */
final class RtcpIntake {
  /**
   * The minimum interval that timeouts go by, whatever the profile's own (RFC 3550 section 6.2).
   */
  private static final long TIMEOUT_INTERVAL_NANOS = 5_000_000_000L;

  /** Who is silent for so many intervals has left (section 6.3.5). */
  private static final int TIMEOUT_INTERVALS = 5;

  private final StreamTable streams;
  private final RemoteReporters reporters = new RemoteReporters();
  private long foreignReports;
  private String remoteCname = "";
  private int remoteMembers;

  RtcpIntake(StreamTable streams) {
    this.streams = streams;
  }

  void take(RtcpPacket packet, long nowNanos) {
    if (packet instanceof SenderReport report) {
      heard(report.sender(), nowNanos);
      RtpReceiveStream stream = streams.receive(report.sender().value());
      if (stream != null) {
        stream.onSenderReport(report.info(), nowNanos);
      }
      takeBlocks(report.reports(), nowNanos);
    } else if (packet instanceof ReceiverReport report) {
      heard(report.sender(), nowNanos);
      takeBlocks(report.reports(), nowNanos);
    } else if (packet instanceof SourceDescription description) {
      for (SourceDescription.Chunk chunk : description.chunks()) {
        description.cnameOf(chunk.source()).ifPresent(cname -> remoteCname = cname);
      }
    } else if (packet instanceof Bye bye) {
      for (Ssrc source : bye.sources()) {
        RtpReceiveStream stream = streams.receive(source.value());
        if (stream != null) {
          stream.onBye();
        }
        reporters.left(source);
      }
    } else if (packet instanceof TransportFeedback feedback) {
      heard(feedback.sender(), nowNanos);
      RtpSendStream stream = streams.send(feedback.media().value());
      if (stream != null && feedback instanceof Nack) {
        stream.onNack();
      }
    } else if (packet instanceof PayloadFeedback feedback) {
      heard(feedback.sender(), nowNanos);
      takeRequests(feedback);
    }
  }

  private void takeRequests(PayloadFeedback feedback) {
    if (feedback instanceof Pli pli) {
      RtpSendStream stream = streams.send(pli.media().value());
      if (stream != null) {
        stream.onPli();
      }
    } else if (feedback instanceof Fir fir) {
      for (Fir.Request request : fir.requests()) {
        RtpSendStream stream = streams.send(request.target().value());
        if (stream != null) {
          stream.onFir();
        }
      }
    }
  }

  private void heard(Ssrc ssrc, long nowNanos) {
    RtpReceiveStream stream = streams.receive(ssrc.value());
    if (stream != null) {
      stream.heard(nowNanos);
    } else if (streams.send(ssrc.value()) == null) {
      reporters.heard(ssrc, nowNanos);
    }
  }

  private void takeBlocks(List<ReportBlock> blocks, long nowNanos) {
    for (ReportBlock block : blocks) {
      RtpSendStream stream = streams.send(block.source().value());
      if (stream == null) {
        foreignReports++;
      } else {
        stream.onReportBlock(block, nowNanos);
      }
    }
  }

  /** Everybody who was heard lately, and our own sources. */
  int members(long nowNanos, long intervalNanos) {
    long since = nowNanos - TIMEOUT_INTERVALS * Math.max(TIMEOUT_INTERVAL_NANOS, intervalNanos);
    remoteMembers = reporters.countSince(since) + streams.heardSince(since);
    return remoteMembers + Math.max(1, streams.sent().size());
  }

  long foreignReports() {
    return foreignReports;
  }

  String remoteCname() {
    return remoteCname;
  }

  /** As of the last time that they were counted. */
  int remoteMembers() {
    return remoteMembers;
  }
}
