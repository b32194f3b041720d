package org.vivavoce.sctp;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** One end of a {@link Simulation}: an association and the application above it. */
final class Side {
  private static final int BUFFER = 1 << 16;

  final String name;
  final Association association;
  final List<SctpEvent> events = new ArrayList<>();
  private final byte[] packet = new byte[BUFFER];
  private Consumer<SctpEvent> listener = events::add;
  private LongConsumer application = now -> {};
  private boolean reads = true;
  private int overdue;
  long turnAt = Long.MAX_VALUE;
  SctpEvent.Connected connected;
  CloseReason closed;

  Side(String name, SctpConfig config, Random random) {
    this.name = name;
    this.association = Association.create(config, random);
  }

  /** What takes events, instead of the list. */
  void listener(Consumer<SctpEvent> other) {
    listener = other;
  }

  /** What is called whenever something has happened: may send. */
  void application(LongConsumer other) {
    application = other;
  }

  /** Whether events are polled. */
  void reads(boolean on) {
    reads = on;
  }

  boolean isConnected() {
    return connected != null;
  }

  long nextTurn() {
    return turnAt;
  }

  void receive(byte[] bytes, long now) {
    overdue = 0;
    association.receive(bytes, 0, bytes.length, now);
  }

  /** A deadline that does not go away when it is served would be a loop without end. */
  void overdue() {
    if (++overdue > 100) {
      throw new AssertionError(name + " has a deadline that stays: " + association.stats());
    }
  }

  void turn(long now, Link link) {
    if (turnAt <= now) {
      turnAt = Long.MAX_VALUE;
    }
    for (int round = 0; round < 10_000; round++) {
      poll();
      application.accept(now);
      int length = association.nextPacket(packet, 0, now);
      if (length == 0) {
        return;
      }
      overdue = 0;
      link.send(packet, length, now);
    }
    throw new AssertionError(name + " never stops sending: " + association.stats());
  }

  private void poll() {
    while (reads) {
      SctpEvent event = association.pollEvent();
      if (event == null) {
        return;
      }
      if (event instanceof SctpEvent.Connected open) {
        connected = open;
      } else if (event instanceof SctpEvent.Closed end) {
        closed = end.reason();
      }
      listener.accept(event);
    }
  }

  @Override
  public String toString() {
    return name + " " + association.state() + " " + association.stats();
  }
}
