package org.vivavoce.call;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.vivavoce.signaling.CallId;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.Identity;

/** Somebody in a {@link World}: a Controller that may be killed and started again. */
final class Someone implements AutoCloseable {
  private final World world;
  private final Identity identity;
  private final UnaryOperator<ControllerConfig> change;
  final List<CallEvent> events = new ArrayList<>();
  Consumer<CallEvent> reaction = e -> {};
  Controller controller;
  long clockOff;
  String address = "192.0.2.1";
  final List<Consumer<Set<InetAddress>>> watchers = new ArrayList<>();

  /** Which process of theirs this is; what an earlier one still does is not heard. */
  int process;

  private World.Loop loop;

  Someone(World world, Identity identity, UnaryOperator<ControllerConfig> change) {
    this.world = world;
    this.identity = identity;
    this.change = change;
    start();
  }

  private static final ControllerConfig DEFAULTS = ControllerConfig.defaults();

  void start() {
    process++;
    loop = world.new Loop();
    Environment environment =
        new Environment(
            loop,
            () -> world.clock(this),
            new Random(world.random.nextLong()),
            (controller, ends, listener) -> world.media.link(this, ends, listener),
            onChange -> {
              watchers.add(onChange);
              return () -> watchers.remove(onChange);
            },
            World.Here::new);
    controller =
        Controller.create(
            identity,
            world.signaling.of(identity.did()),
            change.apply(DEFAULTS),
            (peer, stream) -> {
              throw new AssertionError("no sound in this world");
            },
            environment);
    controller.addListener(
        e -> {
          events.add(e);
          reaction.accept(e);
        });
  }

  /** This machine has these addresses from now on. */
  void changeAddresses(Set<InetAddress> now) {
    List.copyOf(watchers).forEach(each -> each.accept(now));
  }

  /** The process ends without a word. */
  void kill() {
    loop.close();
    watchers.clear();
    world.media.killed(this);
    world.signaling.forget(this.did());
  }

  /** Off the network: neither signals nor media pass. */
  void cut(boolean cut) {
    world.signaling.cut(did(), cut);
    world.media.cut(did(), cut);
  }

  Someone answering() {
    reaction =
        e -> {
          if (e instanceof CallEvent.IncomingCall incoming) {
            incoming.call().answer(Subscriptions.allAudio());
          }
        };
    return this;
  }

  Did did() {
    return identity.did();
  }

  <E extends CallEvent> List<E> events(Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  <E extends CallEvent> Optional<E> last(Class<E> type) {
    List<E> all = events(type);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  Call call(Someone... others) {
    List<Did> to = new ArrayList<>();
    for (Someone o : others) {
      to.add(o.did());
    }
    return controller.call(to, Subscriptions.allAudio());
  }

  Call incoming() {
    return last(CallEvent.IncomingCall.class).orElseThrow().call();
  }

  /** Whether the call is on, and who of the others is there. */
  Map<Did, ParticipantState> sees(CallId call) {
    return controller.activeCalls().stream()
        .filter(c -> c.id().equals(call))
        .findFirst()
        .map(Call::participantStates)
        .orElse(Map.of());
  }

  boolean connected(Someone other) {
    return world.media.connected(this, other);
  }

  Optional<EndReason> ended() {
    return last(CallEvent.CallTerminated.class).map(CallEvent.CallTerminated::reason);
  }

  @Override
  public void close() {
    if (!loop.closed()) {
      controller.close();
    }
  }
}
