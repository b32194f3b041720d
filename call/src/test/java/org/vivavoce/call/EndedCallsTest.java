package org.vivavoce.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.vivavoce.signaling.CallId;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.GroupKey;
import org.vivavoce.signaling.SignalMessage.CallCancel;
import org.vivavoce.signaling.SignalMessage.CallOffer;

class EndedCallsTest {
  private final EndedCalls calls = new EndedCalls();
  private final Did bob = Wiretap.somebody();
  private final Did mallory = Wiretap.somebody();

  private CallOffer offer(CallId id) {
    return Says.offer(id, GroupKey.of(new byte[GroupKey.LENGTH]), 7, bob, bob);
  }

  @Test
  void as_many_calls_as_are_allowed_are_remembered_and_the_oldest_are_forgotten() {
    List<CallId> ids =
        Stream.generate(CallId::random).limit(2 * EndedCalls.MAX_REMEMBERED).toList();
    ids.forEach(id -> calls.ended(id, new EndedCalls.Ended(7, Optional.empty())));
    ids.forEach(id -> calls.cancelledEarly(new CallCancel(id, mallory, 7, "")));

    assertThat(ids.stream().filter(id -> calls.over(offer(id))))
        .containsExactlyElementsOf(ids.subList(EndedCalls.MAX_REMEMBERED, ids.size()));
  }

  @Test
  void early_cancellations_are_bounded_too() {
    List<CallId> ids =
        Stream.generate(CallId::random).limit(2 * EndedCalls.MAX_REMEMBERED).toList();
    ids.forEach(id -> calls.cancelledEarly(new CallCancel(id, bob, 7, "")));

    assertThat(ids.stream().filter(id -> calls.over(offer(id))))
        .containsExactlyElementsOf(ids.subList(EndedCalls.MAX_REMEMBERED, ids.size()));
  }
}
