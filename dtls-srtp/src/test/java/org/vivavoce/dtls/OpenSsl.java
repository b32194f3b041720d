package org.vivavoce.dtls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The openssl command as a peer on loopback. */
final class OpenSsl implements AutoCloseable {
  private final Process process;
  private final StringBuffer output = new StringBuffer();

  private OpenSsl(Process process) {
    this.process = process;
    Thread reader = new Thread(this::read, "openssl-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Whether the command can be run. */
  static boolean isInstalled() throws InterruptedException {
    try {
      return new ProcessBuilder("openssl", "version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** A key pair and a self-signed certificate in a folder. */
  record Identity(Path key, Path certificate) {
    static Identity make(Path folder, String... keyOptions) throws Exception {
      Identity identity = new Identity(folder.resolve("key.pem"), folder.resolve("cert.pem"));
      List<String> command = new ArrayList<>(List.of("openssl", "req", "-x509", "-nodes"));
      command.addAll(List.of("-subj", "/CN=openssl", "-days", "2"));
      command.addAll(List.of("-keyout", identity.key.toString()));
      command.addAll(List.of("-out", identity.certificate.toString()));
      command.addAll(List.of(keyOptions));
      Process made = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (made.waitFor() != 0) {
        throw new IllegalStateException(command + ": " + said);
      }
      return identity;
    }

    static Identity ecdsa(Path folder) throws Exception {
      return make(folder, "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1");
    }

    static Identity rsa(Path folder) throws Exception {
      return make(folder, "-newkey", "rsa:2048");
    }

    Fingerprint fingerprint() throws IOException {
      String base64 =
          Files.readString(certificate).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
      return Fingerprint.of("sha-256", Base64.getDecoder().decode(base64));
    }
  }

  /** Runs s_client or s_server with these options and an identity. */
  static OpenSsl run(String mode, Identity identity, String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of("openssl", mode, "-dtls1_2"));
    command.addAll(List.of("-key", identity.key.toString()));
    command.addAll(List.of("-cert", identity.certificate.toString()));
    command.addAll(List.of(options));
    return new OpenSsl(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  private void read() {
    byte[] bytes = new byte[4096];
    try (InputStream in = process.getInputStream()) {
      int count;
      while ((count = in.read(bytes)) > 0) {
        output.append(new String(bytes, 0, count, StandardCharsets.ISO_8859_1));
        synchronized (output) {
          output.notifyAll();
        }
      }
    } catch (IOException e) {
      output.append(e);
    }
  }

  /** Waits until it has said this. */
  void awaitOutput(String text) throws InterruptedException {
    awaitOutput(Pattern.compile(Pattern.quote(text)));
  }

  /** Waits until it has said something like this, and returns what it said. */
  Matcher awaitOutput(Pattern pattern) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
    synchronized (output) {
      Matcher matcher = pattern.matcher(output.toString());
      while (!matcher.find()) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          throw new AssertionError("openssl never said \"" + pattern + "\" but:\n" + output);
        }
        output.wait(left);
        matcher = pattern.matcher(output.toString());
      }
      return matcher;
    }
  }

  void type(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    process.getOutputStream().flush();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
