package org.vivavoce.rtp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.vivavoce.rtp.rtcp.Bye;
import org.vivavoce.rtp.rtcp.Fir;
import org.vivavoce.rtp.rtcp.Nack;
import org.vivavoce.rtp.rtcp.Pli;
import org.vivavoce.rtp.rtcp.ReceiverReport;
import org.vivavoce.rtp.rtcp.ReportBlock;
import org.vivavoce.rtp.rtcp.RtcpCompound;
import org.vivavoce.rtp.rtcp.RtcpPacket;
import org.vivavoce.rtp.rtcp.SenderReport;
import org.vivavoce.rtp.rtcp.SourceDescription;

/**
 * Puts a session's compound packets together, RFC 3550 section 6.1: SR or RR, more RR, SDES with
 * CNAME, feedback, BYE. What does not fit into one datagram takes turns.
 */
final class ReportComposer {
  /** So many of our own sources speak in one datagram; more take turns. */
  private static final int MAX_SOURCES = 4;

  /** So many may be said farewell to in one datagram. */
  private static final int MAX_BYES = 31;

  /** So many pieces of feedback may wait for their turn. */
  static final int MAX_PENDING_FEEDBACK = 32;

  private static final int MAX_BLOCKS_EACH = 31;
  private static final int RR_OVERHEAD = 8;

  private final RtpSessionConfig config;
  private final List<RtpSendStream> sendStreams;
  private final List<RtpReceiveStream> receiveStreams;
  private final Deque<RtcpPacket> feedback = new ArrayDeque<>();
  private final List<Ssrc> leaving = new ArrayList<>();
  private boolean reducedSize;
  private int sourceTurn;
  private int blockTurn;
  private long urgentNanos;
  private boolean everLeft;
  private long feedbackSent;
  private long feedbackDropped;

  /** The lists are the session's own, and are only read. */
  ReportComposer(
      RtpSessionConfig config,
      List<RtpSendStream> sendStreams,
      List<RtpReceiveStream> receiveStreams) {
    this.config = config;
    this.sendStreams = sendStreams;
    this.receiveStreams = receiveStreams;
    this.reducedSize = config.reducedSize();
  }

  void reducedSize(boolean allowed) {
    reducedSize = allowed;
  }

  void leave(Ssrc ssrc, long nowNanos) {
    everLeft = true;
    if (leaving.isEmpty() && feedback.isEmpty()) {
      urgentNanos = nowNanos;
    }
    if (leaving.size() < MAX_BYES) {
      leaving.add(ssrc);
    }
  }

  boolean enqueue(RtcpPacket packet, long nowNanos) {
    // Beside a report without blocks and a full SDES.
    int room = config.maxRtcpBytes() - 28 - (4 + 4 + RtpSessionConfig.MAX_CNAME + 4);
    if (packet.wireLength() > room) {
      throw new IllegalArgumentException(
          "feedback of " + packet.wireLength() + " bytes; at most " + room + " fit");
    }
    if (feedback.size() == MAX_PENDING_FEEDBACK) {
      feedbackDropped++;
      return false;
    }
    if (leaving.isEmpty() && feedback.isEmpty()) {
      urgentNanos = nowNanos;
    }
    feedback.add(packet);
    return true;
  }

  boolean isUrgent() {
    return !leaving.isEmpty();
  }

  boolean hasFeedback() {
    return !feedback.isEmpty();
  }

  long urgentNanos() {
    return urgentNanos;
  }

  boolean isSending(long sinceNanos) {
    for (RtpSendStream stream : sendStreams) {
      if (stream.sentSince(sinceNanos)) {
        return true;
      }
    }
    return false;
  }

  boolean hasEverSent() {
    return everLeft || sendStreams.stream().anyMatch(stream -> stream.packetsSent() > 0);
  }

  /** A regular report, with all that has been waiting. */
  List<RtcpPacket> report(long nowNanos, NtpTime ntpNow, long sinceNanos) {
    List<Ssrc> byes = List.copyOf(leaving);
    leaving.clear();
    return compose(nowNanos, ntpNow, speakers(sinceNanos), byes, Integer.MAX_VALUE);
  }

  /** Feedback before its turn: alone if agreed, else behind the shortest report there is. */
  List<RtcpPacket> early(long nowNanos, NtpTime ntpNow, long sinceNanos) {
    if (reducedSize) {
      List<RtcpPacket> packets = new ArrayList<>();
      drainFeedback(packets, config.maxRtcpBytes());
      return packets;
    }
    List<RtpSendStream> speakers = speakers(sinceNanos);
    return compose(
        nowNanos, ntpNow, speakers.subList(0, Math.min(1, speakers.size())), List.of(), 0);
  }

  /** The last report. */
  List<RtcpPacket> farewell(long nowNanos, NtpTime ntpNow, long sinceNanos) {
    feedback.clear();
    List<Ssrc> byes = new ArrayList<>(leaving);
    leaving.clear();
    for (RtpSendStream stream : sendStreams) {
      byes.add(stream.ssrc());
    }
    if (!byes.contains(config.reporter())) {
      byes.add(config.reporter());
    }
    return compose(
        nowNanos,
        ntpNow,
        speakers(sinceNanos),
        byes.subList(0, Math.min(MAX_BYES, byes.size())),
        Integer.MAX_VALUE);
  }

  private List<RtcpPacket> compose(
      long nowNanos, NtpTime ntpNow, List<RtpSendStream> speakers, List<Ssrc> byes, int maxBlocks) {
    List<Ssrc> sources = new ArrayList<>();
    List<RtcpPacket> others = new ArrayList<>();
    for (RtpSendStream speaker : speakers) {
      sources.add(speaker.ssrc());
      if (sources.size() > 1) {
        others.add(
            new SenderReport(speaker.ssrc(), speaker.senderInfo(nowNanos, ntpNow), List.of()));
      }
    }
    if (sources.isEmpty()) {
      sources.add(config.reporter());
    }
    List<RtcpPacket> tail = new ArrayList<>();
    tail.add(SourceDescription.cname(config.cname(), sources));
    Bye bye = byes.isEmpty() ? null : new Bye(byes, "");
    int room =
        config.maxRtcpBytes()
            - 28
            - RtcpCompound.wireLength(others)
            - RtcpCompound.wireLength(tail)
            - (bye == null ? 0 : bye.wireLength());
    room -= drainFeedback(tail, room);
    if (bye != null) {
      tail.add(bye);
    }
    List<ReportBlock> blocks = blocks(nowNanos, Math.min(maxBlocks, blocksWithin(room)));
    List<RtcpPacket> packets = new ArrayList<>();
    Ssrc first = sources.get(0);
    List<ReportBlock> now = blocks.subList(0, Math.min(MAX_BLOCKS_EACH, blocks.size()));
    packets.add(
        speakers.isEmpty()
            ? new ReceiverReport(first, now)
            : new SenderReport(first, speakers.get(0).senderInfo(nowNanos, ntpNow), now));
    for (int i = MAX_BLOCKS_EACH; i < blocks.size(); i += MAX_BLOCKS_EACH) {
      packets.add(
          new ReceiverReport(
              first, blocks.subList(i, Math.min(i + MAX_BLOCKS_EACH, blocks.size()))));
    }
    packets.addAll(others);
    packets.addAll(tail);
    return packets;
  }

  /** How many blocks fit, with another RR for each 31 beyond the first. */
  private static int blocksWithin(int room) {
    int blocks = Math.max(0, room) / ReportBlock.WIRE_LENGTH;
    int further = Math.max(0, blocks - 1) / MAX_BLOCKS_EACH;
    return Math.max(0, room - further * RR_OVERHEAD) / ReportBlock.WIRE_LENGTH;
  }

  /** Those of our streams that have sent lately, in turns. */
  private List<RtpSendStream> speakers(long sinceNanos) {
    List<RtpSendStream> speakers = new ArrayList<>(MAX_SOURCES);
    int count = sendStreams.size();
    int begin = count == 0 ? 0 : sourceTurn % count;
    for (int i = 0; i < count && speakers.size() < MAX_SOURCES; i++) {
      int index = (begin + i) % count;
      if (sendStreams.get(index).sentSince(sinceNanos)) {
        speakers.add(sendStreams.get(index));
        sourceTurn = count > MAX_SOURCES ? index + 1 : 0;
      }
    }
    return speakers;
  }

  private List<ReportBlock> blocks(long nowNanos, int max) {
    List<ReportBlock> blocks = new ArrayList<>();
    int count = receiveStreams.size();
    int begin = count == 0 ? 0 : blockTurn % count;
    for (int i = 0; i < count && blocks.size() < max; i++) {
      int index = (begin + i) % count;
      if (receiveStreams.get(index).hasNews()) {
        blocks.add(receiveStreams.get(index).reportBlock(nowNanos));
        blockTurn = index + 1;
      }
    }
    return blocks;
  }

  private int drainFeedback(List<RtcpPacket> into, int room) {
    int used = 0;
    while (!feedback.isEmpty() && used + feedback.peek().wireLength() <= room) {
      RtcpPacket packet = feedback.remove();
      used += packet.wireLength();
      into.add(packet);
      feedbackSent++;
      countSent(packet);
    }
    return used;
  }

  private void countSent(RtcpPacket packet) {
    if (packet instanceof Nack nack) {
      ifReceived(nack.media(), RtpReceiveStream::onNackSent);
    } else if (packet instanceof Pli pli) {
      ifReceived(pli.media(), RtpReceiveStream::onPliSent);
    } else if (packet instanceof Fir fir) {
      fir.requests().forEach(r -> ifReceived(r.target(), RtpReceiveStream::onFirSent));
    }
  }

  private void ifReceived(Ssrc ssrc, Consumer<RtpReceiveStream> count) {
    receiveStreams.stream().filter(s -> s.ssrc().equals(ssrc)).findFirst().ifPresent(count);
  }

  long feedbackSent() {
    return feedbackSent;
  }

  long feedbackDropped() {
    return feedbackDropped;
  }
}
