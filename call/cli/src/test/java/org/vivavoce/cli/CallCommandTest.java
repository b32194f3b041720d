package org.vivavoce.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vivavoce.signaling.Identity;

/** {@code listen} and {@code call} in one JVM, over loopback. */
class CallCommandTest {
  @TempDir private Path folder;

  private final InputStream stdin = System.in;
  private PipedOutputStream terminal;
  private int calls;

  @BeforeEach
  void sit_at_a_terminal() throws IOException {
    terminal = new PipedOutputStream();
    System.setIn(new PipedInputStream(terminal));
  }

  @AfterEach
  void leave_the_terminal() {
    System.setIn(stdin);
  }

  private void type(String line) throws IOException {
    terminal.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    terminal.flush();
  }

  private InJvm listen(String... options) {
    List<String> arguments = new ArrayList<>(List.of("listen"));
    arguments.addAll(List.of("--listen", "/ip4/127.0.0.1/tcp/0", "--bind", "127.0.0.1"));
    arguments.addAll(List.of("--out", folder.toString()));
    arguments.addAll(List.of("--identity", folder.resolve("listener.pem").toString()));
    arguments.addAll(List.of(options));
    return InJvm.start(arguments).awaitErr("", "waiting for a call");
  }

  private InJvm call(String did, String way, String... options) {
    List<String> arguments = new ArrayList<>(List.of("call", did, "--bootstrap", way));
    arguments.addAll(List.of("--bind", "127.0.0.1", "--out", folder.toString()));
    arguments.addAll(List.of("--identity", folder.resolve("caller" + calls++ + ".pem").toString()));
    arguments.addAll(List.of(options));
    return InJvm.start(arguments);
  }

  private static String lastLine(String text) {
    return text.lines().reduce((a, b) -> b).orElseThrow();
  }

  @Test
  void who_listens_is_asked_and_says_no_or_yes() throws Exception {
    InJvm listener = listen();
    List<String> printed = listener.out().lines().toList();
    String did = printed.get(0);
    String way = printed.get(1);
    String stranger = Identity.generate().did().text();

    InJvm lost = call(stranger, way, "--ring", "1");
    assertThat(lost.status()).isEqualTo(Main.BAD_USAGE);
    assertThat(lost.err())
        .contains("vivavoce call: nobody in this network knows " + stranger)
        .contains("A DID looks like did:key:z6Mk");
    assertThat(lost.out()).isEmpty();

    InJvm declined = call(did, way);
    listener.awaitErr("", "answer? [y/n]");
    InJvm second = call(did, way);
    assertThat(second.status()).isEqualTo(Main.FAILED);
    assertThat(lastLine(second.err())).containsIgnoringCase("busy");
    type("perhaps");
    listener.awaitErr("", "y or n?");
    type("n");
    assertThat(declined.status()).isEqualTo(Main.FAILED);
    assertThat(declined.err()).contains("ringing at ");
    assertThat(lastLine(declined.err())).isEqualTo("vivavoce call: The call was declined.");

    listener.awaitErr("", "Waiting for another call");
    InJvm impatient = call(did, way, "--ring", "1");
    assertThat(impatient.status()).isEqualTo(Main.FAILED);
    assertThat(lastLine(impatient.err())).isEqualTo("vivavoce call: Nobody answered in time.");

    listener.awaitErr("Waiting for another call", "Waiting for another call");
    int before = listener.err().length();
    InJvm caller = call(did, way, "--seconds", "1");
    listener.awaitErr(listener.err().substring(0, before), "answer? [y/n]");
    type("y");
    assertThat(caller.status()).as(caller.err()).isZero();
    assertThat(listener.status()).as(listener.err()).isZero();
    assertThat(caller.out()).contains("completed: connected ", "caller-heard.wav");
    assertThat(listener.out()).contains("completed: connected ", "listener-heard.wav");
  }

  @Test
  void who_cannot_be_asked_fails_in_words() throws IOException {
    terminal.close();

    InJvm listener = listen();

    assertThat(listener.status()).isEqualTo(Main.FAILED);
    assertThat(lastLine(listener.err())).contains("standard input is at its end", "--auto-answer");
  }

  @Test
  void a_nats_server_that_is_not_there_is_a_failure_that_names_it() {
    InJvm caller =
        InJvm.run(
            "call",
            Identity.generate().did().text(),
            "--nats",
            "nats://127.0.0.1:9",
            "--out",
            folder.toString(),
            "--identity",
            folder.resolve("caller.pem").toString());

    assertThat(caller.status()).isEqualTo(Main.FAILED);
    assertThat(lastLine(caller.err()))
        .startsWith("vivavoce call: no way into the network: nats://127.0.0.1:9: ");
  }

  @Test
  void a_network_that_cannot_be_entered_is_a_failure_that_says_why() {
    InJvm caller =
        call(Identity.generate().did().text(), "/ip4/127.0.0.1/tcp/9", "--ring", "1", "--json");

    assertThat(caller.status()).isEqualTo(Main.FAILED);
    assertThat(caller.out())
        .startsWith("{\"state\":\"failed\",\"error\":\"no way into the network");
    assertThat(lastLine(caller.err()))
        .startsWith("vivavoce call: no way into the network: /ip4/127.0.0.1/tcp/9: ");
  }
}
