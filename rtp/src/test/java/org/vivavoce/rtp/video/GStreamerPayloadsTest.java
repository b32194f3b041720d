package org.vivavoce.rtp.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vivavoce.rtp.RtpPacket;
import org.vivavoce.rtp.RtpParseResult;

/**
 * Real video: GStreamer encodes and packetizes, we put the packets together again, and GStreamer
 * decodes our file to the very pictures that it decodes from its own encoder.
 */
class GStreamerPayloadsTest {
  private static final int PICTURES = 40;

  @TempDir Path folder;

  private static boolean there(String program) {
    return Arrays.stream(System.getenv("PATH").split(java.io.File.pathSeparator))
        .anyMatch(f -> Files.isExecutable(Path.of(f, program)));
  }

  private static void require() {
    if (!there("gst-launch-1.0")) {
      assertThat(System.getenv("CI")).as("GStreamer is missing; CI needs it").isNotEqualTo("true");
      System.err.println("SKIPPED: gst-launch-1.0 is not installed");
      Assumptions.abort("gst-launch-1.0 is not installed");
    }
  }

  private static void gst(String pipeline) throws Exception {
    List<String> command = new ArrayList<>(List.of("gst-launch-1.0", "-q"));
    command.addAll(List.of(pipeline.trim().split("\\s+")));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
  }

  private interface Taker {
    void take(RtpPacket packet) throws IOException;
  }

  /** Packets as RFC 4571 frames them: each after its length in 16 bits. */
  private static int packets(Path file, Taker taker) throws IOException {
    byte[] all = Files.readAllBytes(file);
    int count = 0;
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(all))) {
      while (in.available() > 0) {
        byte[] bytes = in.readNBytes(in.readUnsignedShort());
        RtpPacket packet = new RtpPacket();
        assertThat(packet.parse(bytes, 0, bytes.length)).isEqualTo(RtpParseResult.OK);
        taker.take(packet);
        count++;
      }
    }
    return count;
  }

  @ParameterizedTest
  @CsvSource({
    "VP8, vp8enc keyframe-max-dist=15 deadline=1, rtpvp8pay picture-id-mode=2, ivfparse, vp8dec",
    "VP9, vp9enc keyframe-max-dist=15 deadline=1, rtpvp9pay picture-id-mode=2, ivfparse, vp9dec",
    "H264, openh264enc gop-size=15, rtph264pay config-interval=-1, h264parse, openh264dec",
  })
  void what_gstreamer_packetizes_decodes_to_the_same_pictures_from_our_file(
      String codec, String encoder, String payloader, String parser, String decoder)
      throws Exception {
    require();
    Path rtp = folder.resolve("packets");
    Path theirs = folder.resolve("theirs.raw");
    Path ours = folder.resolve("ours.raw");
    Path file = folder.resolve("video");
    gst(
        "videotestsrc pattern=ball num-buffers="
            + PICTURES
            + " ! video/x-raw,format=I420,width=320,height=240,framerate=30/1 ! "
            + encoder
            + " ! tee name=t t. ! queue ! "
            + decoder
            + " ! filesink location="
            + theirs
            + " t. ! queue ! "
            + payloader
            + " mtu=300 ! rtpstreampay ! filesink location="
            + rtp);
    VideoDepacketizer depacketizer =
        switch (codec) {
          case "VP8" -> VideoDepacketizer.vp8();
          case "VP9" -> VideoDepacketizer.vp9();
          default -> VideoDepacketizer.h264();
        };
    List<VideoFrame> frames = new ArrayList<>();
    long[] number = {-1};
    int packets =
        packets(
            rtp,
            p -> {
              number[0] = number[0] < 0 ? p.sequenceNumber() : number[0] + 1;
              depacketizer
                  .packet(
                      p.buffer(),
                      p.payloadOffset(),
                      p.payloadLength(),
                      number[0],
                      p.timestamp(),
                      p.marker())
                  .ifPresent(frames::add);
            });
    assertThat(packets).as("pictures are cut").isGreaterThan(PICTURES);
    assertThat(frames).hasSize(PICTURES);
    assertThat(frames.get(0).key()).isTrue();
    assertThat(frames.stream().filter(VideoFrame::key).count()).isGreaterThan(1);
    if (!codec.equals("H264")) {
      assertThat(frames.get(0).width()).isEqualTo(320);
      assertThat(frames.get(0).height()).isEqualTo(240);
    }
    write(file, codec, frames);
    gst(
        "filesrc location="
            + file
            + " ! "
            + parser
            + " ! "
            + decoder
            + " ! filesink location="
            + ours);
    byte[] pictures = Files.readAllBytes(theirs);
    assertThat(pictures.length).isEqualTo(PICTURES * 320 * 240 * 3 / 2);
    assertThat(Files.mismatch(ours, theirs)).as("first byte that differs").isEqualTo(-1);
  }

  private static void write(Path file, String codec, List<VideoFrame> frames) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      if (codec.equals("H264")) {
        for (VideoFrame frame : frames) {
          out.write(frame.data());
        }
        return;
      }
      IvfWriter ivf =
          new IvfWriter(out, codec + "0", frames.get(0).width(), frames.get(0).height());
      long time = 0;
      for (VideoFrame frame : frames) {
        ivf.write(frame.data(), time);
        time += 3_000;
      }
      ivf.close();
    }
  }

  @Test
  void an_ivf_header_is_as_its_readers_want_it() throws Exception {
    Path file = folder.resolve("a.ivf");
    try (IvfWriter ivf = new IvfWriter(Files.newOutputStream(file), "VP80", 0x140, 0xF0)) {
      ivf.write(new byte[] {7, 8}, 0x1_0000_0001L);
    }
    byte[] expected = new byte[32 + 12 + 2];
    byte[] head =
        Payloads.bytes(
            'D', 'K', 'I', 'F', 0, 0, 32, 0, 'V', 'P', '8', '0', 0x40, 1, 0xF0, 0, 0x90, 0x5F, 1, 0,
            1);
    System.arraycopy(head, 0, expected, 0, head.length);
    byte[] frame = Payloads.bytes(2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 7, 8);
    System.arraycopy(frame, 0, expected, 32, frame.length);
    assertThat(Files.readAllBytes(file)).isEqualTo(expected);
  }
}
