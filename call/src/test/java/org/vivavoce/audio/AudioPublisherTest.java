package org.vivavoce.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.vivavoce.media.InputDevice;
import org.vivavoce.media.Level;
import org.vivavoce.media.PcmConsumer;
import org.vivavoce.media.PcmFormat;
import org.vivavoce.media.SourceTrack;
import org.vivavoce.media.TrackState;
import org.vivavoce.media.TrackStats;
import org.vivavoce.peer.FrameSink;
import org.vivavoce.rtp.AudioLevel;
import org.vivavoce.rtp.opus.OpusConfig;
import org.vivavoce.rtp.opus.OpusEncoder;

class AudioPublisherTest {
  private static final int FRAMES = 20;

  @Test
  void noise_at_the_highest_bitrate_is_coded_into_frames_that_a_sink_takes() throws Exception {
    OpusConfig config =
        OpusConfig.builder().channels(2).bitrate(510_000).inbandFec(false).frameMillis(20).build();
    Random random = new Random(1_276);
    short[] noise = new short[config.frameSamples() * 2];
    HandedSource source = new HandedSource();
    List<Integer> lengths = new ArrayList<>();
    int longest = 0;
    OpusEncoder unbound = OpusEncoder.create(config);
    byte[] room = new byte[OpusEncoder.MAX_PACKET_BYTES];
    try (AudioPublisher publisher = AudioPublisher.create("noise", source, config)) {
      publisher.addSink((payload, offset, length, timestamp, marker) -> lengths.add(length));
      for (int i = 0; i < FRAMES; i++) {
        for (int s = 0; s < noise.length; s++) {
          noise[s] = (short) random.nextInt();
        }
        source.consumer.onPcm(noise, 0, config.frameSamples(), i * 20_000_000L);
        longest =
            Math.max(
                longest, unbound.encode(noise, 0, config.frameSamples(), room, 0, room.length));
      }
    }
    assertThat(longest).as("what Opus makes of it, given the room").isGreaterThan(1_200);
    assertThat(lengths).hasSize(FRAMES).allMatch(length -> length <= FrameSink.MAX_BYTES);
  }

  /** What a sender was given: levels and markers. */
  private static final class Levels implements FrameSink {
    final List<AudioLevel> levels = new ArrayList<>();
    final List<Boolean> markers = new ArrayList<>();

    @Override
    public void onFrame(byte[] payload, int offset, int length, long timestamp, boolean marker) {
      throw new AssertionError("a frame without its level");
    }

    @Override
    public void onFrame(
        byte[] payload, int offset, int length, long timestamp, boolean marker, AudioLevel level) {
      levels.add(level);
      markers.add(marker);
    }
  }

  @Test
  void each_frame_goes_with_its_level_and_none_while_the_gate_is_closed() throws Exception {
    OpusConfig config = OpusConfig.builder().frameMillis(20).build();
    HandedSource source = new HandedSource();
    Levels sent = new Levels();
    short[] pcm = new short[config.frameSamples()];
    try (AudioPublisher publisher = AudioPublisher.create("square", source, config)) {
      publisher.addSink(sent);
      int frame = 0;
      // A square wave is as loud as it is high (RFC 6465 appendix).
      for (int db : new int[] {0, 6, 20, 40, 60}) {
        square(pcm, 32_767 * Math.pow(10, -db / 20.0));
        source.consumer.onPcm(pcm, 0, pcm.length, frame++ * 20_000_000L);
        assertThat(sent.levels).last().extracting(AudioLevel::level).isEqualTo(db);
        assertThat(publisher.level()).isEqualTo(sent.levels.get(frame - 1));
      }
      publisher.gate().mute(true);
      for (int i = 0; i < 5; i++) {
        square(pcm, 1_000);
        source.consumer.onPcm(pcm, 0, pcm.length, frame++ * 20_000_000L);
      }
      assertThat(sent.levels).as("the fade alone got out").hasSize(6);
      assertThat(publisher.level().level()).as("the source is heard here").isEqualTo(30);
      publisher.gate().mute(false);
      square(pcm, 1_000);
      source.consumer.onPcm(pcm, 0, pcm.length, frame * 20_000_000L);
      assertThat(sent.markers).containsExactly(true, false, false, false, false, false, true);
    }
  }

  private static void square(short[] pcm, double amplitude) {
    for (int i = 0; i < pcm.length; i++) {
      pcm[i] = (short) Math.round(i / 40 % 2 == 0 ? amplitude : -amplitude);
    }
  }

  /** A source whose sound the test hands over itself. */
  private static final class HandedSource implements SourceTrack {
    private PcmConsumer consumer;

    @Override
    public void init(PcmFormat format, int framesPerBuffer, PcmConsumer wanted) {
      consumer = wanted;
    }

    @Override
    public void play() {}

    @Override
    public void pause() {}

    @Override
    public void changeInputDevice(InputDevice device) {}

    @Override
    public InputDevice device() {
      throw new IllegalStateException("There is no device.");
    }

    @Override
    public TrackState state() {
      return TrackState.PLAYING;
    }

    @Override
    public Level level() {
      return Level.NONE;
    }

    @Override
    public TrackStats stats() {
      return new TrackStats(0, 0, 0);
    }

    @Override
    public void close() {}
  }
}
