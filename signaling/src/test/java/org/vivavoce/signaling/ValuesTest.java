package org.vivavoce.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
  private static final Did ALICE = new Did(Did.EXAMPLE);
  private static final CallId CALL = CallId.parse("123e4567-e89b-42d3-a456-426614174000");

  @Test
  void a_call_id_is_read_from_its_canonical_text_only() {
    CallId id = CallId.random();
    assertThat(CallId.parse(id.toString())).isEqualTo(id);
    for (String wrong :
        new String[] {
          "",
          "1-2-3-4-5",
          id.toString().toUpperCase(java.util.Locale.ROOT).replace('0', 'A'),
          id + " ",
          "x".repeat(36)
        }) {
      assertThatThrownBy(() -> CallId.parse(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("one is a UUID");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a/b", "a(b", "a:b", "ä", "a\n", "a\"", "a,b", "a=b"})
  void a_stream_id_that_does_not_fit_an_msid_is_refused(String text) {
    assertThatThrownBy(() -> new StreamId(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_stream_id_has_up_to_64_token_characters() {
    assertThat(new StreamId("Mic-1.b_c~!#$%&'*+^`{|}")).hasToString("Mic-1.b_c~!#$%&'*+^`{|}");
    assertThat(new StreamId("x".repeat(64)).text()).hasSize(64);
    assertThatThrownBy(() -> new StreamId("x".repeat(65)))
        .hasMessageContaining("65 characters; 1 to 64 are allowed");
  }

  @Test
  void topics_are_named_as_the_founding_notes_have_them_and_are_read_back() {
    assertThat(Topics.offerCall(ALICE)).isEqualTo("offer_call/" + Did.EXAMPLE);
    assertThat(Topics.call(CALL)).isEqualTo("telecon/123e4567-e89b-42d3-a456-426614174000");
    assertThat(Topics.call(CALL, ALICE))
        .isEqualTo("telecon/123e4567-e89b-42d3-a456-426614174000/" + Did.EXAMPLE);
    for (Topics.Topic topic :
        new Topics.Topic[] {
          new Topics.OfferCall(ALICE), new Topics.Call(CALL), new Topics.Participant(CALL, ALICE)
        }) {
      PubSub.requireTopic(topic.name());
      assertThat(Topics.parse(topic.name())).contains(topic);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "weather",
        "offer_call/",
        "offer_call/bob",
        "telecon/",
        "telecon/123e4567-e89b-42d3-a456-42661417400",
        "telecon/123e4567-e89b-42d3-a456-426614174000x",
        "telecon/123e4567-e89b-42d3-a456-426614174000/",
        "telecon/123e4567-e89b-42d3-a456-426614174000/bob",
        "telecon/123E4567-e89b-42d3-a456-426614174000",
      })
  void another_topic_is_none_of_ours(String name) {
    assertThat(Topics.parse(name)).isEmpty();
  }
}
