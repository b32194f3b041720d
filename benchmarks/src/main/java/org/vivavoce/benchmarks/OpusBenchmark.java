package org.vivavoce.benchmarks;

import java.util.Arrays;
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
import org.vivavoce.rtp.opus.OpusConfig;
import org.vivavoce.rtp.opus.OpusDecoder;
import org.vivavoce.rtp.opus.OpusEncoder;

/**
 * The time that one frame of 20 ms takes: mono, 48 kHz, 32 kbit/s, with in-band FEC, as calls use
 * it. A call needs 50 encoded and 50 decoded frames a second for each direction.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class OpusBenchmark {
  private static final int FRAMES = 500;

  /** How hard the encoder tries; calls use 5. It hardly matters to the decoder. */
  @Param({"0", "5", "10"})
  int complexity;

  private int frameSamples;
  private OpusEncoder encoder;
  private OpusDecoder decoder;
  private short[] speech;
  private byte[][] packets;
  private final byte[] out = new byte[OpusEncoder.MAX_PACKET_BYTES];
  private final short[] pcm = new short[OpusDecoder.MAX_PACKET_SAMPLES];
  private int next;

  /** Makes ten seconds of sound like speech, and encodes it once. */
  @Setup
  public void setUp() {
    OpusConfig config = OpusConfig.builder().complexity(complexity).build();
    frameSamples = config.frameSamples();
    speech = VoiceLike.pcm(FRAMES * frameSamples, 20);
    encoder = OpusEncoder.create(config);
    decoder = OpusDecoder.create(1);
    packets = new byte[FRAMES][];
    for (int i = 0; i < FRAMES; i++) {
      int length = encoder.encode(speech, i * frameSamples, frameSamples, out, 0, out.length);
      packets[i] = Arrays.copyOf(out, length);
    }
  }

  /** Encodes the next frame. */
  @Benchmark
  public int encode() {
    return encoder.encode(speech, next() * frameSamples, frameSamples, out, 0, out.length);
  }

  /** Decodes the next packet. */
  @Benchmark
  public int decode() {
    byte[] packet = packets[next()];
    return decoder.decode(packet, 0, packet.length, pcm, 0);
  }

  /** Recovers a lost frame from the packet after it, and decodes that one. */
  @Benchmark
  public int recoverAndDecode() {
    byte[] packet = packets[next()];
    return decoder.decodeFec(packet, 0, packet.length, pcm, 0, frameSamples)
        + decoder.decode(packet, 0, packet.length, pcm, 0);
  }

  private int next() {
    next = (next + 1) % FRAMES;
    return next;
  }
}
