package org.vivavoce.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vivavoce.call.AudioQuality.Trouble;

class QualityJudgeTest {
  private final QualityJudge judge = new QualityJudge(AudioQualityLimits.defaults());
  private final List<AudioQuality> told = new ArrayList<>();
  private long received;
  private long lost;
  private long played;
  private long concealed;

  /** Seconds of fifty packets each. */
  private void pass(int seconds, int lostOfFifty, int concealedPercent, long roundTripMillis) {
    for (int i = 0; i < seconds; i++) {
      received += 50 - lostOfFifty;
      lost += lostOfFifty;
      played += 480 * (100 - concealedPercent);
      concealed += 480L * concealedPercent;
      Optional<AudioQuality> news =
          judge.look(
              new QualityJudge.Totals(received, lost, played, concealed),
              roundTripMillis < 0
                  ? OptionalLong.empty()
                  : OptionalLong.of(roundTripMillis * 1_000_000));
      news.ifPresent(told::add);
    }
  }

  @Test
  void good_sound_is_nothing_to_tell() {
    pass(60, 0, 0, 20);
    pass(60, 1, 1, 300);
    assertThat(told).isEmpty();
  }

  @Test
  void loss_is_told_once_and_its_end_after_four_good_seconds() {
    pass(10, 0, 0, 20);
    pass(10, 5, 0, 20);
    assertThat(told).hasSize(1);
    assertThat(told.get(0).troubles()).containsExactly(Trouble.LOSS);
    assertThat(told.get(0).lossPercent()).isBetween(5.0, 10.0);
    assertThat(told.get(0).roundTrip()).contains(Duration.ofMillis(20));
    pass(5, 0, 0, 20);
    assertThat(told).as("it may come back").hasSize(1);
    pass(4, 0, 0, 20);
    assertThat(told).hasSize(2);
    assertThat(told.get(1).troubles()).isEmpty();
  }

  @Test
  void what_is_near_the_limit_does_not_flap() {
    pass(10, 5, 0, 20);
    for (int i = 0; i < 30; i++) {
      pass(1, 3, 0, 20);
      pass(1, 2, 0, 20);
    }
    assertThat(told).hasSize(1);
  }

  @Test
  void a_further_trouble_is_told_with_those_that_are_there() {
    pass(6, 5, 0, 20);
    pass(6, 5, 10, 20);
    pass(3, 5, 10, 700);
    assertThat(told)
        .extracting(AudioQuality::troubles)
        .containsExactly(
            Set.of(Trouble.LOSS),
            Set.of(Trouble.LOSS, Trouble.CONCEALMENT),
            Set.of(Trouble.LOSS, Trouble.CONCEALMENT, Trouble.ROUND_TRIP));
  }

  @Test
  void who_sends_nothing_and_counters_that_begin_anew_are_no_trouble() {
    pass(10, 0, 0, -1);
    for (int i = 0; i < 10; i++) {
      judge
          .look(new QualityJudge.Totals(received, lost, played, concealed), OptionalLong.empty())
          .ifPresent(told::add);
    }
    received = 0;
    played = 0;
    pass(10, 0, 0, -1);
    assertThat(told).isEmpty();
  }

  @Test
  void packets_that_come_late_after_all_are_not_lost() {
    pass(4, 0, 0, 20);
    lost += 10;
    pass(0, 0, 0, 20);
    lost -= 10;
    pass(6, 0, 0, 20);
    assertThat(told).isEmpty();
  }

  @Test
  void limits_that_mean_nothing_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AudioQualityLimits(0, 3, Duration.ofMillis(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AudioQualityLimits(5, Double.NaN, Duration.ofMillis(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AudioQualityLimits(5, 3, Duration.ZERO));
  }
}
