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
