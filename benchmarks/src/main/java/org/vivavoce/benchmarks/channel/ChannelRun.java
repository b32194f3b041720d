package org.vivavoce.benchmarks.channel;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * Loads a data channel for some seconds, of two connections in this process or of one, with the
 * other in another.
 *
 * <pre>
 * ChannelRun vivavoce|vivavoce-1200|webrtc-java BYTES SECONDS [send|sink]
 * </pre>
 *
 * <p>{@code vivavoce-1200} has datagrams of 1,200 bytes, as all paths but those within one machine
 * have.
 *
 * <p>Prints JSON: {@code peer}, {@code bytes} (of a message), {@code MBps}, {@code roundTripMicros}
 * (median, 100 bytes). MB are a million bytes. With {@code send} and {@code sink}, which print one
 * half each, signals go over standard input and output, a word and base64 on each line ({@code
 * rivals/two.mjs} joins them).
 */
public final class ChannelRun {
  private ChannelRun() {}

  /**
   * Runs it.
   *
   * @param args see above
   * @throws Exception if the stack does not do what it should
   */
  public static void main(String[] args) throws Exception {
    if (args.length < 3 || args.length > 4) {
      System.err.println(
          "usage: ChannelRun vivavoce|vivavoce-1200|webrtc-java BYTES SECONDS [send|sink]");
      System.exit(2);
    }
    int bytes = Integer.parseInt(args[1]);
    long nanos = TimeUnit.SECONDS.toNanos(Long.parseLong(args[2]));
    switch (args.length == 3 ? "" : args[3]) {
      case "send" -> send(args[0], bytes);
      case "sink" -> sink(args[0], bytes, nanos);
      default -> both(args[0], bytes, nanos);
    }
    // Native threads of a rival may be left.
    System.exit(0);
  }

  static ChannelEnd make(String name) {
    return switch (name) {
      case "vivavoce" -> new VivavoceEnd(true);
      case "vivavoce-1200" -> new VivavoceEnd(false);
      case "webrtc-java" -> new WebrtcJavaEnd();
      default -> throw new IllegalArgumentException("unknown stack: " + name);
    };
  }

  private static void both(String name, int bytes, long nanos) throws Exception {
    try (ChannelPair pair = new ChannelPair(make(name), make(name))) {
      pair.connect();
      LongAdder received = Load.echoThenCount(pair.second, () -> {});
      long roundTrip = Load.roundTripMicros(pair.first);
      AtomicReference<Exception> failure = sendInBackground(pair.first, bytes);
      double rate = Load.megabytesPerSecond(received, nanos);
      if (failure.get() != null) {
        throw failure.get();
      }
      print(
          "{\"peer\":\"%s\",\"bytes\":%d,\"MBps\":%.1f,\"roundTripMicros\":%d}",
          name, bytes, rate, roundTrip);
    }
  }

  /** On a thread that ends with the process. */
  static AtomicReference<Exception> sendInBackground(ChannelEnd end, int bytes) {
    AtomicReference<Exception> failure = new AtomicReference<>();
    Thread sender =
        new Thread(
            () -> {
              try {
                Load.send(end, bytes, () -> true);
              } catch (Exception e) {
                failure.set(e);
              }
            },
            "sender");
    sender.setDaemon(true);
    sender.start();
    return failure;
  }

  private static void send(String name, int bytes) throws Exception {
    ChannelEnd end = make(name);
    end.onCandidate(it -> signal("candidate", it));
    signal("offer", end.offer());
    Thread signals = listen(end);
    end.awaitOpen();
    print("{\"roundTripMicros\":%d}", Load.roundTripMicros(end));
    // Until the other process has counted enough, and this one's input ends.
    Load.send(end, bytes, signals::isAlive);
  }

  private static void sink(String name, int bytes, long nanos) throws Exception {
    ChannelEnd end = make(name);
    CountDownLatch loaded = new CountDownLatch(1);
    LongAdder received = Load.echoThenCount(end, loaded::countDown);
    end.onCandidate(it -> signal("candidate", it));
    listen(end);
    end.awaitOpen();
    loaded.await();
    double rate = Load.megabytesPerSecond(received, nanos);
    print("{\"peer\":\"%s\",\"bytes\":%d,\"MBps\":%.1f}", name, bytes, rate);
  }

  private static void print(String format, Object... what) {
    synchronized (ChannelRun.class) {
      System.out.printf(Locale.ROOT, format + "%n", what);
    }
  }

  private static void signal(String kind, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    print("%s %s", kind, Base64.getEncoder().encodeToString(bytes));
  }

  /** Takes signals on a thread that ends with the input. */
  private static Thread listen(ChannelEnd end) {
    Thread thread =
        new Thread(
            () -> {
              try {
                BufferedReader in =
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                  take(end, line);
                }
              } catch (IOException e) {
                throw new IllegalStateException(e);
              } catch (Exception e) {
                throw new IllegalStateException("a signal was refused", e);
              }
            },
            "signals");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void take(ChannelEnd end, String line) throws Exception {
    String[] words = line.split(" ");
    String content = new String(Base64.getDecoder().decode(words[1]), StandardCharsets.UTF_8);
    switch (words[0]) {
      case "offer" -> signal("answer", end.answer(content));
      case "answer" -> end.accept(content);
      case "candidate" -> end.add(content);
      default -> throw new IllegalArgumentException("no signal: " + words[0]);
    }
  }
}
