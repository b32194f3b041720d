package org.vivavoce.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MutantTest {
  private static final int MUTANTS = 5_000;
  private static final String[] NASTY = {
    "",
    " ",
    "  ",
    "\0",
    "\r",
    "\n",
    "\t",
    ":",
    "=",
    "/",
    ";",
    "-1",
    "0",
    "65536",
    "4294967296",
    "99999999999999999999999",
    "m=",
    "a=",
    "a=mid:0",
    "\u00e9",
    "\ud83d",
    "\u0085",
    "+",
    "0x10",
    "*"
  };

  /** Four captures, 20,000 mutants together. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        Captures.CHROMIUM_OFFER,
        Captures.CHROMIUM_ANSWER,
        Captures.FIREFOX_OFFER,
        Captures.FIREFOX_ANSWER
      })
  void a_mutant_parses_and_prints_stably_or_is_refused_by_line(String name) throws SdpException {
    String text = Captures.text(name);
    int lines = text.split("\r\n").length;
    Random random = new Random(8866);
    int accepted = 0;
    for (int i = 0; i < MUTANTS; i++) {
      String mutant = text;
      for (int n = random.nextInt(3); n >= 0; n--) {
        mutant = mutate(mutant, random);
      }
      SessionDescription parsed;
      try {
        parsed = SessionDescription.parse(mutant);
      } catch (SdpException refusal) {
        assertThat(refusal.lineNumber()).isBetween(1, 2 * lines + 10);
        assertThat(refusal.getMessage()).hasSizeLessThan(500);
        continue;
      }
      accepted++;
      Readings.readEverything(parsed);
      check(parsed);
      String printed = parsed.toString();
      if (!printed.equals(mutant)) {
        assertThat(SessionDescription.parse(printed).equals(parsed)).isTrue();
      }
    }
    // Both outcomes must have been seen, or the loop proves little.
    assertThat(accepted).isBetween(MUTANTS / 20, MUTANTS * 19 / 20);
  }

  private static void check(SessionDescription parsed) {
    try {
      JsepChecks.verifyOffer(parsed);
      JsepChecks.verifyAnswer(parsed, parsed);
    } catch (SdpException refusal) {
      assertThat(refusal.lineNumber()).isPositive();
    }
  }

  private static String mutate(String text, Random random) {
    int at = random.nextInt(text.length() + 1);
    int end = Math.min(text.length(), at + random.nextInt(8));
    return switch (random.nextInt(9)) {
      case 0 -> text.substring(0, at);
      case 1 -> text.substring(0, at) + (char) random.nextInt(128) + text.substring(end);
      case 2 -> text.substring(0, at) + NASTY[random.nextInt(NASTY.length)] + text.substring(at);
      case 3 -> text.substring(0, at) + NASTY[random.nextInt(NASTY.length)] + text.substring(end);
      case 4 -> text.substring(0, at) + text.substring(end);
      case 5 ->
          lines(text, random, (lines, i) -> lines.add(random.nextInt(lines.size()), lines.get(i)));
      case 6 -> lines(text, random, (lines, i) -> lines.remove(i.intValue()));
      case 7 ->
          lines(
              text,
              random,
              (lines, i) -> lines.add(random.nextInt(lines.size()), lines.remove(i.intValue())));
      default -> lines(text, random, (lines, i) -> lines.set(i, words(lines.get(i), random)));
    };
  }

  /** A line with one of its words lost, doubled, or replaced. */
  private static String words(String line, Random random) {
    List<String> words = new ArrayList<>(List.of(line.split(" ")));
    int at = random.nextInt(words.size());
    switch (random.nextInt(3)) {
      case 0 -> words.remove(at);
      case 1 -> words.add(at, words.get(at));
      default -> words.set(at, NASTY[random.nextInt(NASTY.length)]);
    }
    return String.join(" ", words);
  }

  private static String lines(
      String text, Random random, java.util.function.BiConsumer<List<String>, Integer> change) {
    // A carriage return stays with its line.
    List<String> lines = new ArrayList<>(List.of((text + "\nx").split("\n")));
    change.accept(lines, random.nextInt(lines.size() - 1));
    return String.join("\n", lines.subList(0, lines.size() - 1)) + "\n";
  }
}
