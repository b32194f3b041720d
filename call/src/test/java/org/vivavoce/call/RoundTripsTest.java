package org.vivavoce.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RoundTripsTest {
  private static final long SECOND = 1_000_000_000L;

  private final RoundTrips ours = new RoundTrips();
  private final RoundTrips theirs = new RoundTrips();

  @Test
  void the_time_until_the_answer_is_the_round_trip_for_as_long_as_it_is_fresh() {
    byte[] question = ours.ask(SECOND);
    byte[] answer = theirs.receive(question, 0).orElseThrow();
    assertThat(ours.receive(answer, SECOND + 70_000_000)).isEmpty();
    assertThat(ours.latest(2 * SECOND)).hasValue(70_000_000);
    assertThat(ours.latest(7 * SECOND)).isEmpty();
    assertThat(theirs.latest(2 * SECOND)).isEmpty();
  }

  @Test
  void an_answer_counts_once_and_one_to_nothing_not_at_all() {
    byte[] answer = theirs.receive(ours.ask(0), 0).orElseThrow();
    ours.receive(answer, 1);
    ours.receive(answer, SECOND);
    assertThat(ours.latest(SECOND)).hasValue(1);
    assertThat(ours.ignored()).isEqualTo(1);
  }

  @Test
  void answers_that_get_lost_leave_nothing_behind() {
    byte[] first = ours.ask(0);
    for (int i = 1; i < 1_000; i++) {
      ours.ask(i * SECOND);
    }
    byte[] late = theirs.receive(first, 0).orElseThrow();
    ours.receive(late, 1_000 * SECOND);
    assertThat(ours.latest(1_000 * SECOND)).as("forgotten").isEmpty();
  }

  @Test
  void a_flood_of_questions_is_answered_a_few_times_a_second() {
    int answered = 0;
    for (int i = 0; i < 10_000; i++) {
      answered += theirs.receive(ours.ask(0), i * SECOND / 1_000).isPresent() ? 1 : 0;
    }
    assertThat(answered).isBetween(45, 55);
  }

  @Test
  void what_is_no_message_of_ours_is_passed_over() {
    Random random = new Random(3);
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = new byte[random.nextInt(12)];
      random.nextBytes(bytes);
      if (bytes.length == RoundTrips.LENGTH && bytes[0] == 0) {
        continue; // a question
      }
      assertThat(ours.receive(bytes, i)).isEqualTo(Optional.empty());
    }
    assertThat(ours.latest(0)).isEmpty();
    assertThat(ours.ignored()).isGreaterThan(4_000);
  }
}
