package org.vivavoce.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SharedOutputTest {
  private static final PcmFormat FORMAT = PcmFormat.MONO_48K;
  private static final int FRAMES = 480;

  private static PcmSupplier constant(int value) {
    return (pcm, offset, frames, nanos) -> Arrays.fill(pcm, offset, offset + frames, (short) value);
  }

  /** The last sample of the third buffer from now: past what was under way and the look-ahead. */
  private static int heard(Devices.Speaker speaker) throws InterruptedException {
    short[] pcm = {};
    for (int i = 0; i < 4; i++) {
      pcm = speaker.listen();
    }
    return pcm[FRAMES - 1];
  }

  @Test
  void tracks_are_heard_together_each_with_its_own_state_and_gain() throws Exception {
    Devices.Speaker speaker = new Devices.Speaker();
    try (SharedOutput output = SharedOutput.open(speaker, FORMAT, FRAMES, TrackListener.NONE)) {
      SharedOutput.MixedTrack one = output.track();
      SharedOutput.MixedTrack two = output.track();
      assertThat(heard(speaker)).as("nobody yet").isZero();
      one.init(FORMAT, FRAMES, constant(1_000));
      two.gain(-20);
      two.init(FORMAT, FRAMES, constant(20_000));
      assertThat(heard(speaker)).as("both paused").isZero();
      one.play();
      assertThat(heard(speaker)).isEqualTo(1_000);
      two.play();
      assertThat(heard(speaker)).isEqualTo(3_000);
      one.pause();
      assertThat(heard(speaker)).isEqualTo(2_000);
      assertThat(one.level()).isEqualTo(Level.NONE);
      two.gain(0);
      assertThat(heard(speaker)).isEqualTo(20_000);
      assertThat(two.stats().buffers()).isPositive();
      two.close();
      two.close();
      assertThat(heard(speaker)).isZero();
      assertThat(two.state()).isEqualTo(TrackState.CLOSED);
      assertThatIllegalStateException().isThrownBy(two::play);
    }
    assertThat(speaker.closed.getCount()).isZero();
  }

  @Test
  void a_track_that_wants_another_shape_is_refused() throws Exception {
    try (SharedOutput output =
        SharedOutput.open(OutputDevices.discard(), FORMAT, FRAMES, TrackListener.NONE)) {
      SharedOutput.MixedTrack track = output.track();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> track.init(PcmFormat.STEREO_48K, FRAMES, constant(1)))
          .withMessageContaining("480");
      assertThatIllegalArgumentException().isThrownBy(() -> track.init(FORMAT, 960, constant(1)));
      assertThatIllegalArgumentException().isThrownBy(() -> track.gain(30));
      assertThatIllegalStateException().isThrownBy(track::play);
      track.init(FORMAT, FRAMES, constant(1));
      assertThatIllegalStateException().isThrownBy(() -> track.init(FORMAT, FRAMES, constant(1)));
    }
  }

  @Test
  void changing_the_device_of_one_track_changes_it_for_all() throws Exception {
    Devices.Speaker before = new Devices.Speaker();
    Devices.Speaker after = new Devices.Speaker();
    try (SharedOutput output = SharedOutput.open(before, FORMAT, FRAMES, TrackListener.NONE)) {
      SharedOutput.MixedTrack one = output.track();
      SharedOutput.MixedTrack two = output.track();
      one.init(FORMAT, FRAMES, constant(100));
      two.init(FORMAT, FRAMES, constant(10));
      one.play();
      two.play();
      assertThat(heard(before)).isEqualTo(110);
      one.changeOutputDevice(after);
      assertThat(heard(after)).isEqualTo(110);
      assertThat(two.device()).isSameAs(after);
      assertThat(output.sink().device()).isSameAs(after);
    }
  }
}
