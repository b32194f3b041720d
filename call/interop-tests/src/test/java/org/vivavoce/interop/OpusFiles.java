package org.vivavoce.interop;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.vivavoce.media.InputDevices;
import org.vivavoce.media.PcmFormat;
import org.vivavoce.media.PcmInput;
import org.vivavoce.rtp.opus.OggOpusWriter;
import org.vivavoce.rtp.opus.OpusConfig;
import org.vivavoce.rtp.opus.OpusEncoder;
import org.vivavoce.rtp.opus.OpusHead;
import org.vivavoce.rtp.opus.OpusTags;

/**
 * Opus for the stacks that have no codec: they send packets that are made here, and what they
 * received is decoded by opusdec. A file of packets has each after its length in 16 bits.
 */
final class OpusFiles {
  private static final int SECONDS = 4;
  private static final int FRAME = OpusConfig.SAMPLE_RATE / 50;
  private static final double DBFS = -20;
  private static final int DECODE_SECONDS = 20;

  private OpusFiles() {}

  /** Some seconds of a tone whose end meets its beginning. */
  static void tonePackets(Path file, double hertz) throws IOException {
    OpusEncoder encoder = OpusEncoder.create(OpusConfig.voice());
    byte[] packet = new byte[OpusEncoder.MAX_PACKET_BYTES];
    short[] pcm = new short[FRAME];
    try (PcmInput tone = InputDevices.tone(hertz, DBFS).open(PcmFormat.MONO_48K, FRAME);
        DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < SECONDS * 50; i++) {
        tone.read(pcm, 0, FRAME);
        int length = encoder.encode(pcm, 0, FRAME, packet, 0, packet.length);
        out.writeShort(length);
        out.write(packet, 0, length);
      }
    }
  }

  static void packetsToOgg(Path packets, Path ogg) throws IOException {
    try (DataInputStream in = new DataInputStream(Files.newInputStream(packets));
        OggOpusWriter writer =
            OggOpusWriter.create(
                Files.newOutputStream(ogg),
                OpusHead.of(OpusEncoder.create(OpusConfig.voice())),
                new OpusTags("vivavoce interop-tests", List.of()),
                1)) {
      while (in.available() > 0) {
        byte[] packet = in.readNBytes(in.readUnsignedShort());
        writer.write(packet, 0, packet.length);
      }
    }
  }

  /** Decodes by opusdec, that is by libopus, to a WAV file. */
  static void decode(Path ogg, Path wav) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    "opusdec",
                    "--quiet",
                    "--no-dither",
                    "--rate",
                    "48000",
                    "--force-wav",
                    ogg.toString(),
                    wav.toString()))
            .redirectErrorStream(true)
            .start();
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    process.getInputStream().transferTo(output);
    try {
      if (!process.waitFor(DECODE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new AssertionError("opusdec " + ogg + ": " + output.toString(StandardCharsets.UTF_8));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while opusdec decoded", e);
    }
  }
}
