package org.vivavoce.rtp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Two sessions, each sending an audio stream of a packet every 20 ms, over a link that loses,
 * delays, duplicates and reorders: in virtual time, and the same again for the same seed.
 */
final class SimulatedCall {
  static final long MS = 1_000_000;
  static final int CLOCK = 48_000;
  static final int PAYLOAD = 80;
  private static final long FRAME = 20 * MS;

  /** A datagram under way. */
  private record Flight(long arrival, long order, End to, byte[] bytes, boolean rtcp) {}

  /** One of the two. */
  static final class End {
    final Ssrc ssrc;
    final RtpSession session;
    final RtpSendStream out;
    RtpReceiveStream in;
    final long clockOffset;
    final NtpTime wallClock;
    long sent;
    long lost;
    long duplicated;
    boolean talking = true;
    final List<Long> extended = new ArrayList<>();
    final List<Long> rtcpTimes = new ArrayList<>();

    End(Ssrc ssrc, RtpSessionConfig config, long seed, long clockOffset, NtpTime wallClock) {
      this.ssrc = ssrc;
      this.clockOffset = clockOffset;
      this.wallClock = wallClock;
      this.session = RtpSession.create(config, new Random(seed), clockOffset);
      this.out = session.addSendStream(ssrc, 111, CLOCK);
    }
  }

  final End alice;
  final End bob;
  double loss;
  double duplication;
  double rtcpLoss;
  long delay = 30 * MS;
  long delaySpread;
  private final Random random;
  private final PriorityQueue<Flight> flights =
      new PriorityQueue<>(Comparator.comparingLong(Flight::arrival).thenComparing(Flight::order));
  private long now;
  private long order;
  private long nextFrame;

  SimulatedCall(long seed) {
    random = new Random(seed);
    Ssrc a = new Ssrc(0xA11CE);
    Ssrc b = new Ssrc(0xB0B);
    // The clocks of the two have nothing to do with each other.
    alice = new End(a, RtpSessionConfig.of(a, "alice"), seed + 1, 5_000 * MS, NtpTime.ofUnix(1, 0));
    bob =
        new End(
            b,
            RtpSessionConfig.of(b, "bob"),
            seed + 2,
            -900_000_000_000L * MS,
            NtpTime.ofUnix(1_700_000_000, 123_456_789));
    alice.in = alice.session.addReceiveStream(b, CLOCK);
    bob.in = bob.session.addReceiveStream(a, CLOCK);
  }

  long now() {
    return now;
  }

  End peerOf(End end) {
    return end == alice ? bob : alice;
  }

  NtpTime ntp(End end) {
    return end.wallClock.plusNanos(now);
  }

  void run(long nanos) {
    long end = now + nanos;
    while (true) {
      long next = Math.min(nextFrame, Math.min(deadline(alice), deadline(bob)));
      if (!flights.isEmpty()) {
        next = Math.min(next, flights.peek().arrival());
      }
      if (next > end) {
        now = end;
        return;
      }
      now = Math.max(now, next);
      while (!flights.isEmpty() && flights.peek().arrival() <= now) {
        deliver(flights.poll());
      }
      if (nextFrame <= now) {
        talk(alice);
        talk(bob);
        nextFrame += FRAME;
      }
      poll(alice);
      poll(bob);
    }
  }

  private long deadline(End end) {
    long deadline = end.session.nextDeadlineNanos();
    return deadline == Long.MAX_VALUE ? deadline : deadline - end.clockOffset;
  }

  private void talk(End end) {
    if (!end.talking) {
      return;
    }
    byte[] packet = new byte[300];
    int header =
        end.out.writeHeader(packet, 0, nextFrame / FRAME * (CLOCK / 50), nextFrame == 0, null);
    byte[] wire = java.util.Arrays.copyOf(packet, header + PAYLOAD);
    end.out.onSent(PAYLOAD, now + end.clockOffset);
    end.sent++;
    if (random.nextDouble() < loss) {
      end.lost++;
      return;
    }
    send(end, wire, false);
    if (random.nextDouble() < duplication) {
      end.duplicated++;
      send(end, wire, false);
    }
  }

  void poll(End end) {
    byte[] out = new byte[1_500];
    int length = end.session.poll(now + end.clockOffset, ntp(end), out, 0);
    if (length > 0) {
      end.rtcpTimes.add(now);
      sendRtcp(end, java.util.Arrays.copyOf(out, length));
    }
  }

  void sendRtcp(End end, byte[] wire) {
    if (random.nextDouble() >= rtcpLoss) {
      send(end, wire, true);
    }
  }

  private void send(End from, byte[] wire, boolean rtcp) {
    long spread = delaySpread == 0 ? 0 : (long) (random.nextDouble() * delaySpread);
    flights.add(new Flight(now + delay + spread, order++, peerOf(from), wire, rtcp));
  }

  private void deliver(Flight flight) {
    End to = flight.to();
    byte[] bytes = flight.bytes();
    if (RtpPacket.isRtcp(bytes, 0, bytes.length) != flight.rtcp()) {
      throw new AssertionError("told RTCP from RTP wrongly");
    }
    if (flight.rtcp()) {
      to.session.onRtcp(bytes, 0, bytes.length, now + to.clockOffset);
    } else {
      RtpArrival arrival = to.session.onRtp(bytes, 0, bytes.length, now + to.clockOffset);
      if (arrival.accepted()) {
        to.extended.add(arrival.extendedSequenceNumber());
      }
    }
  }

  void close(End end) {
    byte[] out = new byte[1_500];
    int length = end.session.close(now + end.clockOffset, ntp(end), out, 0);
    if (length > 0) {
      send(end, java.util.Arrays.copyOf(out, length), true);
    }
  }
}
