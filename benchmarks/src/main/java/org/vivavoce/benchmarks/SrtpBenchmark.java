package org.vivavoce.benchmarks;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.vivavoce.srtp.SrtpProfile;

/**
 * SRTP packets per second on one thread, ours and jitsi-srtp's, both on the JVM's own ciphers.
 *
 * <p>One operation is one RTP packet of one stream, with a header of 12 bytes and a payload of the
 * size given: 160 bytes are 20 ms of speech, 1,100 bytes a packet of video.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SrtpBenchmark {
  static final int SSRC = 0x1234_5678;

  private static final int HEADER = 12;
  private static final int ROOM = 32;

  /**
   * How many packets are received before the receiver is made anew, because it refuses them a
   * second time: so many that this takes no part in the time.
   */
  private static final int RECEIVED = 16_384;

  @Param({"vivavoce", "jitsi"})
  String implementation;

  @Param SrtpProfile profile;

  @Param({"160", "1100"})
  int payload;

  private byte[] key;
  private byte[] salt;
  private SrtpUnderTest srtp;
  private byte[] packet;
  private int sequenceNumber;

  private byte[][] received;
  private int next;

  /** Makes keys, a packet to protect and packets to unprotect. */
  @Setup
  public void setUp() {
    Random random = new Random(160);
    key = new byte[profile.keyLength()];
    salt = new byte[profile.saltLength()];
    random.nextBytes(key);
    random.nextBytes(salt);
    packet = new byte[HEADER + payload + ROOM];
    random.nextBytes(packet);
    packet[0] = (byte) 0x80;
    packet[8] = (byte) (SSRC >> 24);
    packet[9] = (byte) (SSRC >> 16);
    packet[10] = (byte) (SSRC >> 8);
    packet[11] = (byte) SSRC;

    srtp = SrtpUnderTest.create(implementation, profile, key, salt);
    received = new byte[RECEIVED][];
    for (int i = 0; i < RECEIVED; i++) {
      received[i] = packet.clone();
      number(received[i], i);
      srtp.protect(received[i], HEADER + payload);
    }
    sequenceNumber = RECEIVED;
  }

  /** Protects the next packet of a stream. */
  @Benchmark
  public int protect() {
    number(packet, sequenceNumber++);
    return srtp.protect(packet, HEADER + payload);
  }

  /** Copies the next packet of a stream into a buffer, and unprotects it there. */
  @Benchmark
  public int unprotect() {
    if (next == RECEIVED) {
      srtp = SrtpUnderTest.create(implementation, profile, key, salt);
      next = 0;
    }
    byte[] from = received[next++];
    int length = HEADER + payload + profile.rtpOverhead();
    System.arraycopy(from, 0, packet, 0, length);
    int result = srtp.unprotect(packet, length);
    if (result != HEADER + payload) {
      throw new IllegalStateException("Dropped with " + result);
    }
    return result;
  }

  private static void number(byte[] packet, int sequenceNumber) {
    packet[2] = (byte) (sequenceNumber >> 8);
    packet[3] = (byte) sequenceNumber;
  }
}
