package org.vivavoce.rtp.opus;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads an Ogg Opus file (RFC 7845), mono or stereo, packet by packet or as PCM.
 *
 * <p>Whatever the bytes are, reading ends, takes bounded memory, and gives packets or an {@link
 * IOException} that says what is wrong. Only the file's first Opus stream is read, up to its end;
 * the caller closes the input. Not safe for use by several threads.
 *
 * <p>Ogg itself is read here and not by a library: the one on Maven Central (vorbis-java) prints to
 * standard error, throws unchecked exceptions and recurses where files are damaged.
 */
public final class OggOpusReader {
  /** What 48 frames of 1,275 bytes may take (RFC 6716 section 3.4), and their lengths. */
  private static final int MAX_PACKET = 61_440;

  /** Comments may hold pictures; more than this is refused. */
  private static final int MAX_TAGS = 1 << 20;

  /** Three hours of stereo are 2 GB. */
  private static final int MAX_SECONDS = 3 * 3_600;

  private final OggPackets packets;
  private final OpusHead head;
  private final OpusTags tags;
  private boolean ended;

  private OggOpusReader(InputStream in) throws IOException {
    packets = new OggPackets(in);
    head = OpusHead.parse(packets.first(OpusHead.MAGIC, 1_024));
    byte[] second = packets.next(MAX_TAGS);
    if (second == null
        || second.length < OpusTags.MAGIC.length
        || !Arrays.equals(OpusTags.MAGIC, Arrays.copyOf(second, OpusTags.MAGIC.length))) {
      throw new IOException("the Ogg Opus file has no OpusTags header");
    }
    tags = OpusTags.parse(second);
  }

  /**
   * Reads both headers.
   *
   * @throws IOException if it is no Ogg Opus file or one that is damaged; the message says how
   */
  public static OggOpusReader open(InputStream in) throws IOException {
    return new OggOpusReader(in);
  }

  /**
   * Reads a whole file as mono PCM at 48 kHz.
   *
   * @param maxSeconds a longer file is refused
   * @throws IOException if it is no Ogg Opus file, a damaged one, or too long; the message says
   *     which
   */
  public static short[] readMono(InputStream in, int maxSeconds) throws IOException {
    return open(in).toPcm(1, maxSeconds);
  }

  /** The identification header. */
  public OpusHead head() {
    return head;
  }

  /** The comment header. */
  public OpusTags tags() {
    return tags;
  }

  /**
   * The next Opus packet, or null at the end.
   *
   * @throws IOException if the file is damaged or the packet is no Opus packet
   */
  public byte[] nextPacket() throws IOException {
    byte[] packet = ended ? null : packets.next(MAX_PACKET);
    if (packet == null) {
      ended = true;
      return null;
    }
    if (OpusPacket.samples(packet, 0, packet.length) < 0) {
      throw new IOException("the Ogg Opus file holds a packet that is not Opus");
    }
    return packet;
  }

  /**
   * The rest of the file as PCM at 48 kHz, without the pre-skip, cut where the last page says, with
   * the output gain.
   *
   * @param channels 1 or 2; mixed down or doubled
   * @param maxSeconds a longer file is refused
   * @return interleaved samples
   * @throws IllegalArgumentException if {@code channels} or {@code maxSeconds} (1 to 10,800) is out
   *     of range
   * @throws IOException if the file is damaged or too long
   */
  public short[] toPcm(int channels, int maxSeconds) throws IOException {
    OpusDecoder decoder = OpusDecoder.create(channels);
    if (maxSeconds < 1 || maxSeconds > MAX_SECONDS) {
      throw new IllegalArgumentException(
          "maxSeconds is " + maxSeconds + ", allowed is 1 to " + MAX_SECONDS);
    }
    int limit = maxSeconds * OpusConfig.SAMPLE_RATE + head.preSkip();
    short[] pcm = new short[OpusConfig.SAMPLE_RATE * channels];
    long end = Long.MAX_VALUE;
    byte[] packet;
    int samples = 0;
    while ((packet = nextPacket()) != null) {
      int more = OpusPacket.samples(packet, 0, packet.length);
      if (samples + more > limit + OpusDecoder.MAX_PACKET_SAMPLES) {
        throw new IOException("the Ogg Opus file is longer than " + maxSeconds + " s");
      }
      if ((samples + more) * channels > pcm.length) {
        pcm = Arrays.copyOf(pcm, Math.max(pcm.length * 2, (samples + more) * channels));
      }
      if (decoder.decode(packet, 0, packet.length, pcm, samples * channels) < 0) {
        throw new IOException("the Ogg Opus file holds a packet that cannot be decoded");
      }
      samples += more;
      if (packets.onLastPage()) {
        end = packets.granule();
      }
    }
    long granules = Math.min(end < 0 ? Long.MAX_VALUE : end, samples);
    int from = (int) Math.min(head.preSkip(), granules);
    short[] cut = Arrays.copyOfRange(pcm, from * channels, (int) granules * channels);
    return head.outputGainQ8() == 0 ? cut : amplify(cut);
  }

  private short[] amplify(short[] pcm) {
    double gain = Math.pow(10, head.outputGainQ8() / (20.0 * 256));
    for (int i = 0; i < pcm.length; i++) {
      pcm[i] = (short) Math.max(-32_768, Math.min(32_767, Math.round(pcm[i] * gain)));
    }
    return pcm;
  }
}
