package org.vivavoce.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vivavoce.media.SoundServer;

/** A call by real devices, of a PulseAudio of the test's own, which come and go. */
@Timeout(240)
class SoundCardCallTest {
  private static final int PATIENCE_SECONDS = 30;
  private static final int ROUNDS = 10;

  @TempDir Path folder;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final List<String> all = new ArrayList<>();
  private SoundServer card;
  private Process call;
  private OutputStream in;

  @BeforeEach
  void start() throws Exception {
    card = SoundServer.start(folder);
    call = card.launch(SoundCardCall.class);
    in = call.getOutputStream();
    Thread reader = new Thread(this::read);
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try {
      new BufferedReader(new InputStreamReader(call.getInputStream(), StandardCharsets.UTF_8))
          .lines()
          .forEach(lines::add);
    } catch (UncheckedIOException e) {
      lines.add("the process is gone");
    }
  }

  @AfterEach
  void stop() {
    if (call != null) {
      call.destroyForcibly();
    }
    if (card != null) {
      card.close();
    }
  }

  private String await(String begin) throws Exception {
    while (true) {
      String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(line).as("a line %s after %s", begin, all).isNotNull();
      all.add(line);
      if (line.startsWith(begin)) {
        return line;
      }
    }
  }

  private String ask(String command, String answer) throws Exception {
    in.write((command + "\n").getBytes(StandardCharsets.UTF_8));
    in.flush();
    return await(answer);
  }

  /** Until Bob's tone has gone by the card and come back to him, or has stopped to. */
  private void awaitTone(boolean heard) throws Exception {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    long tone;
    do {
      assertThat(System.nanoTime()).as("tone %s: %s", heard, all).isLessThan(until);
      LockSupport.parkNanos(100_000_000);
      String[] words = ask("measure", "measured").split(" ");
      tone = Long.parseLong(words[1]);
      assertThat(words[3]).as("the call").isNotEqualTo("ENDED");
    } while (heard ? tone < 50 : tone > 20);
  }

  @Test
  void a_call_survives_unplugging_replugging_and_switching_both_devices_ten_times()
      throws Exception {
    await("calling");
    awaitTone(true);
    for (int i = 0; i < ROUNDS; i++) {
      card.unplug();
      await("lost default ");
      await("lost default ");
      card.plug();
      await("returned default ");
      await("returned default ");
      awaitTone(true);
      ask("away", "changed");
      awaitTone(false);
      ask("back", "changed");
      awaitTone(true);
    }
  }
}
