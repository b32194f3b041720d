package org.vivavoce.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code demo --loss} on the built jar. The seed makes a run lose what the last one lost. */
class DemoLossIT {
  private static final int LAG_MS = 3_000;
  private static final double FRAME_MS = 20;

  @TempDir private Path folder;

  @Test
  void at_ten_percent_loss_most_is_recovered_and_the_rest_concealed_without_a_hole()
      throws Exception {
    JsonNode report;
    try (CommandProcess demo =
        CommandProcess.demo(folder, "--json", "--loss", "10", "--seed", "20")) {
      report = demo.completed();
    }
    long lost = 0;
    long recovered = 0;
    double concealedMs = 0;
    for (JsonNode peer : report.get("peers")) {
      long sent = peer.get("packetsSent").longValue();
      assertThat(peer.get("packetsLost").longValue())
          .isBetween(Math.round(0.05 * sent), Math.round(0.15 * sent));
      lost += peer.get("packetsLost").longValue();
      recovered += peer.get("fecRecoveredFrames").longValue();
      concealedMs += peer.get("concealedMs").doubleValue();
    }
    assertThat((double) recovered / lost).as("%s", report).isGreaterThanOrEqualTo(0.6);
    // A frame that was lost beside a correction of the delay may be concealed by less than itself.
    assertThat(concealedMs).as("%s", report).isGreaterThan((lost - recovered) * FRAME_MS * 0.7);
    assertNoHole("alice-heard.wav", Speech.BOB);
    assertNoHole("bob-heard.wav", Speech.ALICE);
  }

  private void assertNoHole(String recording, Speech speech) throws Exception {
    Sound heard = Sound.read(folder.resolve(recording));
    Sound source = new Sound(speech.pcm());

    assertThat(heard.likeness(source, -LAG_MS, LAG_MS)).isGreaterThanOrEqualTo(0.9);
    assertThat(Holes.longestMs(heard, source, heard.lag(source, -LAG_MS, LAG_MS)))
        .as("%s", recording)
        .isLessThanOrEqualTo(60);
  }

  @Test
  void at_thirty_percent_loss_it_still_completes() throws Exception {
    try (CommandProcess demo =
        CommandProcess.demo(folder, "--json", "--loss", "30", "--seconds", "5")) {
      for (JsonNode peer : demo.completed().get("peers")) {
        assertThat(peer.get("packetsLost").longValue()).isBetween(40L, 110L);
      }
    }
  }

  @Test
  void if_everything_is_lost_the_demo_fails_and_says_so_in_one_line() throws Exception {
    try (CommandProcess demo =
        CommandProcess.demo(folder, "--json", "--loss", "100", "--seconds", "1")) {
      assertThat(demo.awaitEnd()).isEqualTo(1);

      JsonNode report = demo.json();
      assertThat(report.get("state").textValue()).isEqualTo("failed");
      assertThat(report.get("error").textValue()).isEqualTo("alice heard nothing");
      assertThat(report.get("firstAudioMs").isNull()).isTrue();
      assertThat(demo.err().lines().reduce((a, b) -> b))
          .contains("vivavoce demo: alice heard nothing");
    }
  }
}
