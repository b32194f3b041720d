package org.vivavoce.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.vivavoce.call.ParticipantState;
import org.vivavoce.media.Level;

/** What single keys do while somebody talks. */
final class TalkKeys {
  static final String HELP =
      "keys: m mutes, d deafens, r records or pauses, l shows levels, q leaves, ? shows this";

  /** Sixty dB of room for a voice. */
  private static final int BAR = 30;

  private final Path recordings;
  private final Progress progress;
  private final Runnable leave;

  /**
   * @param recordings where recordings go
   * @param leave ends the call
   */
  TalkKeys(Path recordings, Progress progress, Runnable leave) {
    this.recordings = recordings;
    this.progress = progress;
    this.leave = leave;
  }

  /** Somebody pressed it. */
  void pressed(char key, Person person) {
    switch (key) {
      case 'm' -> progress.say(person.toggleMute() ? "muted" : "not muted");
      case 'd' -> progress.say(person.toggleDeafen() ? "deafened" : "not deafened");
      case 'r' -> record(person);
      case 'l' -> levels(person);
      case 'q' -> {
        progress.say("leaving…");
        leave.run();
      }
      case ' ' -> {
        // Nothing.
      }
      default -> progress.say(HELP);
    }
  }

  private void record(Person person) {
    try {
      progress.say(person.record(recordings));
    } catch (IOException | IllegalStateException e) {
      progress.say("nothing is recorded: " + e.getMessage());
    }
  }

  private void levels(Person person) {
    progress.say(line("you", person.level(), person.states()));
    for (Remote remote : person.remotes()) {
      String state =
          remote.state() == ParticipantState.JOINED
              ? ""
              : remote.state().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      progress.say(
          line(
                  Dids.shortened(remote.did()),
                  remote.heard().map(h -> h.level()).orElse(Level.NONE),
                  state)
              + figures(remote));
    }
  }

  private static String line(String who, Level level, String state) {
    int length = (int) Math.max(0, Math.min(BAR, (level.rmsDbfs() + 60) / 2));
    return String.format(
        Locale.ROOT, "%-20s %-30s %s", who, "#".repeat(length), state.isEmpty() ? "" : state + " ");
  }

  private static String figures(Remote remote) {
    Optional<Long> roundTrip =
        remote.stats().flatMap(s -> s.roundTrip()).map(java.time.Duration::toMillis);
    return remote
            .heard()
            .map(h -> String.format(Locale.ROOT, "made up %.0f ms  ", h.playout().concealedMs()))
            .orElse("")
        + roundTrip.map(ms -> "round trip " + ms + " ms").orElse("");
  }
}
