package org.vivavoce.call;

import java.util.ArrayList;
import java.util.List;

/**
 * Last words: what nobody answers, and must be heard all the same. Said three times, with a pause
 * between them, also after the call that it is about has ended here. For the loop.
 */
final class Farewells {
  private static final int TIMES = 3;

  private final Environment environment;
  private final long intervalNanos;
  private final List<Word> words = new ArrayList<>();

  private final class Word {
    final Runnable saying;
    final Retry retry;
    int left = TIMES;

    Word(Runnable saying) {
      this.saying = saying;
      this.retry = new Retry(environment, intervalNanos, intervalNanos * TIMES, this::once);
    }

    void once() {
      saying.run();
      if (--left <= 0) {
        retry.stop();
        words.remove(this);
      }
    }
  }

  Farewells(Environment environment, long intervalNanos) {
    this.environment = environment;
    this.intervalNanos = intervalNanos;
  }

  /** Says it now, and again later. */
  void say(Runnable saying) {
    Word word = new Word(saying);
    words.add(word);
    word.once();
    word.retry.start();
  }

  /** There is no later: says at once what is left to be said. */
  void close() {
    for (Word word : List.copyOf(words)) {
      while (word.left > 0) {
        word.once();
      }
    }
  }
}
