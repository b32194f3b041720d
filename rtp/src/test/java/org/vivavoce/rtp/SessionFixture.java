package org.vivavoce.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.vivavoce.rtp.rtcp.RtcpCompound;
import org.vivavoce.rtp.rtcp.RtcpPacket;

/** What the tests of a session share: what it is fed, and what it says next. */
abstract class SessionFixture {
  static final long MS = 1_000_000;
  static final long SECOND = 1_000 * MS;
  static final Ssrc OURS = new Ssrc(1_000);
  static final Ssrc THEIRS = new Ssrc(2_000);
  static final NtpTime NTP = NtpTime.ofUnix(1_000, 0);

  final byte[] buffer = new byte[1_500];
  long now = 50 * SECOND;

  RtpSession session(RtpSessionConfig config) {
    return RtpSession.create(config, new Random(9), now);
  }

  RtpSession session() {
    return session(RtpSessionConfig.of(OURS, "cname"));
  }

  static void send(RtpSession session, Ssrc ssrc, long nowNanos) {
    RtpSendStream stream = session.sendStream(ssrc);
    stream.writeHeader(new byte[100], 0, 0, false, null);
    stream.onSent(10, nowNanos);
  }

  RtpArrival receive(RtpSession session, Ssrc ssrc, int sequence) {
    byte[] packet = new byte[40];
    RtpHeaderWriter.write(packet, 0, 111, false, sequence, sequence * 960L, ssrc, null);
    return session.onRtp(packet, 0, packet.length, now);
  }

  RtcpCompound.ParseResult receive(RtpSession session, RtcpPacket... packets) {
    byte[] bytes = new byte[1_500];
    int length = RtcpCompound.write(List.of(packets), bytes, 0);
    return session.onRtcp(bytes, 0, length, now);
  }

  /** What the session sends at the next deadline that brings anything. */
  List<RtcpPacket> next(RtpSession session) {
    for (int i = 0; i < 100; i++) {
      now = Math.max(now, session.nextDeadlineNanos());
      int length = session.poll(now, NTP.plusNanos(now), buffer, 0);
      if (length > 0) {
        return read(length);
      }
    }
    throw new AssertionError("nothing is ever sent");
  }

  List<RtcpPacket> read(int length) {
    RtcpCompound.ParseResult result = RtcpCompound.parse(buffer, 0, length);
    assertThat(result.malformed()).isZero();
    return result.packets();
  }
}
