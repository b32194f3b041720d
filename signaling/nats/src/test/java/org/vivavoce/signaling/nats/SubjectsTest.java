package org.vivavoce.signaling.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SubjectsTest {
  @Test
  void signaling_topics_become_readable_subjects() {
    assertThat(Subjects.of("vivavoce.", "offer_call/did:key:z6MkAb"))
        .isEqualTo("vivavoce.offer_call.did:key:z6MkAb");
    assertThat(Subjects.of("", "telecon/1b4e28ba-2fa1/did:key:z"))
        .isEqualTo("telecon.1b4e28ba-2fa1.did:key:z");
  }

  @Test
  void what_a_subject_may_not_have_is_escaped() {
    assertThat(Subjects.of("", "a.b/*/>/$SYS/%2E")).isEqualTo("a%2Eb.%2A.%3E.%24SYS.%252E");
    assertThat(Subjects.of("", "/a//b/")).isEqualTo("%.a.%.b.%");
  }

  @Test
  void no_two_topics_have_the_same_subject_and_every_subject_is_one() {
    Random random = new Random(5);
    String alphabet = "ab/.*>%$ 25E".replace(" ", "");
    Map<String, String> topics = new HashMap<>();
    for (int i = 0; i < 100_000; i++) {
      StringBuilder topic = new StringBuilder();
      for (int k = random.nextInt(6); k >= 0; k--) {
        topic.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String subject = Subjects.of("", topic.toString());
      assertThat(subject).matches("[^.*>$]+(\\.[^.*>$]+)*");
      String other = topics.put(subject, topic.toString());
      assertThat(other).isIn(null, topic.toString());
    }
  }

  @Test
  void a_prefix_is_a_row_of_tokens_or_nothing() {
    for (String right : List.of("", "a.", "vivavoce.calls.")) {
      assertThatCode(() -> Subjects.requirePrefix(right)).doesNotThrowAnyException();
    }
    for (String wrong : List.of("a", ".", "*.", ">", "a..", "$SYS.", "a b.")) {
      assertThatThrownBy(() -> Subjects.requirePrefix(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("vivavoce.");
    }
  }
}
