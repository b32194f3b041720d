package org.vivavoce.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Single keys while people talk. */
@Timeout(120)
class KeysIT {
  private static final Path SCRIPT = Path.of("/usr/bin/script");

  @TempDir Path folder;

  private List<String> demo() {
    return List.of(
        "demo", "--peers", "3", "--keys", "--json", "--seconds", "100", "--out", folder.toString());
  }

  @Test
  void with_enter_they_mute_deafen_record_show_levels_and_leave() throws Exception {
    try (CommandProcess demo = CommandProcess.start(folder, demo())) {
      demo.awaitTalking();
      demo.type("m\n");
      demo.awaitErr("\nmuted");
      demo.type("l\n");
      demo.awaitErr("muted \n");
      demo.type("m\n");
      demo.awaitErr("not muted");
      demo.type("Deafen\n");
      demo.awaitErr("\ndeafened");
      demo.type("r\n");
      demo.awaitErr("recording into");
      demo.type("r\n");
      demo.awaitErr("pauses");
      demo.type("q\n");
      assertThat(demo.completed().get("peers")).hasSize(3);
      assertThat(folder.resolve("recording").resolve("mixed.opus")).exists();
    }
  }

  @Test
  void input_that_ends_changes_nothing() throws Exception {
    List<String> arguments = new ArrayList<>(demo());
    arguments.set(arguments.indexOf("100"), "2");
    try (CommandProcess demo =
        CommandProcess.start(
            folder, arguments, b -> b.redirectInput(Path.of("/dev/null").toFile()))) {
      demo.completed();
    }
  }

  @Test
  void on_a_terminal_they_need_no_enter_and_the_terminal_is_set_back() throws Exception {
    if (!Files.isExecutable(SCRIPT)) {
      System.err.println("SKIPPED: " + SCRIPT + " is missing: no terminal to press keys on");
      Assumptions.abort(SCRIPT + " is missing");
    }
    String command =
        CommandProcess.javaHome().resolve("bin/java")
            + " -jar "
            + Path.of(System.getProperty("vivavoce.root")).resolve("call/cli/target/vivavoce.jar")
            + " "
            + String.join(" ", demo()).replace("--keys --json ", "")
            + "; stty -a";
    try (CommandProcess terminal =
        CommandProcess.run(folder, List.of(SCRIPT.toString(), "-qec", command, "/dev/null"))) {
      terminal.awaitOut("talking");
      terminal.type("m");
      terminal.awaitOut("muted");
      // Who leaves before everybody was heard has no call that went well.
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (!terminal.out().contains("round trip")) {
        assertThat(System.nanoTime()).as(terminal.out()).isLessThan(until);
        terminal.type("l");
        LockSupport.parkNanos(300_000_000);
      }
      terminal.type("q");
      terminal.awaitOut("completed");
      terminal.awaitOut(" icanon");
      assertThat(terminal.awaitEnd()).isZero();
      assertThat(terminal.out()).contains(" echo ").doesNotContain("-icanon", "-echo ");
    }
  }
}
