package org.vivavoce.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.vivavoce.audio.AudioPlayerStats;
import org.vivavoce.ice.IceFailure;
import org.vivavoce.peer.PeerConnectionState;
import org.vivavoce.peer.PeerConnectionStats;
import org.vivavoce.peer.PeerFailure;
import org.vivavoce.peer.RtcIceCandidate;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.StreamId;

/**
 * Connections of a {@link World}: two ends whose descriptions have met, and of which one knows a
 * candidate of the other, are connected a moment later, while the network is there between them.
 * Where it is not, consent runs out as RFC 7675 has it: silent after six seconds, lost after
 * thirty.
 */
final class SimulatedMedia {
  private static final long CONNECTS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long SILENT = TimeUnit.SECONDS.toNanos(6);
  private static final long LOST = TimeUnit.SECONDS.toNanos(30);
  private static final long LOOKS = TimeUnit.MILLISECONDS.toNanos(500);

  private final World world;
  private final Map<Integer, End> ends = new HashMap<>();
  private final Set<Did> cut = new HashSet<>();
  private int next;

  SimulatedMedia(World world) {
    this.world = world;
  }

  MediaLink link(Someone owner, MediaLink.Ends between, MediaLink.Listener listener) {
    return new End(owner, between, listener);
  }

  void cut(Did who, boolean isCut) {
    if (isCut) {
      cut.add(who);
    } else {
      cut.remove(who);
    }
  }

  void killed(Someone who) {
    List.copyOf(ends.values()).stream()
        .filter(e -> e.owner == who)
        .forEach(
            e -> {
              e.dead = true;
              ends.remove(e.id);
            });
  }

  int open() {
    return ends.size();
  }

  boolean connected(Someone a, Someone b) {
    return ends.values().stream()
        .anyMatch(
            e ->
                e.owner == a
                    && e.between.peer().equals(b.did())
                    && e.state == PeerConnectionState.CONNECTED);
  }

  private final class End implements MediaLink {
    private final int id = next++;
    private final Someone owner;
    private final Ends between;
    private final Listener listener;
    private PeerConnectionState state = PeerConnectionState.NEW;
    private PeerFailure failure;
    private String local;
    private String remote;
    private int generation;
    private int remoteGeneration;
    private Integer peer;
    private boolean knowsCandidate;
    private boolean dead;
    private boolean closedByPeer;
    private long silentSince = -1;

    End(Someone owner, Ends between, Listener listener) {
      this.owner = owner;
      this.between = between;
      this.listener = listener;
      ends.put(id, this);
      look();
    }

    private Optional<End> other() {
      return Optional.ofNullable(peer).map(ends::get);
    }

    private boolean pathTo(End other) {
      return !cut.contains(owner.did()) && !cut.contains(other.owner.did());
    }

    private boolean mutual(End other) {
      return other.peer != null
          && other.peer == id
          && remote != null
          && other.remote != null
          && remoteGeneration == other.generation
          && other.remoteGeneration == generation;
    }

    /** Looks at the path now and then, as consent does. */
    private void look() {
      world.at(
          LOOKS,
          () -> {
            if (!dead) {
              consent();
              look();
            }
          });
    }

    private void consent() {
      if (state == PeerConnectionState.FAILED || state == PeerConnectionState.NEW) {
        return;
      }
      boolean path = other().filter(o -> pathTo(o) && mutual(o)).isPresent();
      if (path) {
        silentSince = -1;
        meet();
        return;
      }
      if (silentSince < 0) {
        silentSince = world.now;
      }
      long silent = world.now - silentSince;
      if (silent >= LOST) {
        fail();
      } else if (silent >= SILENT && state == PeerConnectionState.CONNECTED) {
        become(PeerConnectionState.DISCONNECTED);
      }
    }

    private void fail() {
      failure =
          new PeerFailure.Ice(new IceFailure.ConsentLost("no answer", Duration.ofNanos(LOST)));
      state = PeerConnectionState.FAILED;
      listener.onFailure(failure);
    }

    private void become(PeerConnectionState now) {
      if (state != now) {
        state = now;
        listener.onState(now);
      }
    }

    /** What two ends need to be connected may be there now. */
    private void meet() {
      other()
          .filter(o -> pathTo(o) && mutual(o) && (knowsCandidate || o.knowsCandidate))
          .ifPresent(
              o -> {
                for (End e : List.of(this, o)) {
                  world.at(
                      CONNECTS,
                      () -> {
                        if (!e.dead && e.state != PeerConnectionState.FAILED && !e.closedByPeer) {
                          e.become(PeerConnectionState.CONNECTED);
                        }
                      });
                }
              });
    }

    private CompletableFuture<String> later(String description) {
      CompletableFuture<String> made = new CompletableFuture<>();
      world.at(
          TimeUnit.MILLISECONDS.toNanos(3),
          () -> {
            if (!dead) {
              local = description;
              made.complete(description);
              world.at(
                  TimeUnit.MILLISECONDS.toNanos(2),
                  () -> {
                    if (!dead) {
                      listener.onCandidate(new RtcIceCandidate("c " + id, "0", 0, "u"));
                    }
                  });
            }
          });
      return made;
    }

    private String text() {
      return "end " + id + " " + generation;
    }

    @Override
    public CompletableFuture<String> offer(boolean restartIce) {
      if (restartIce) {
        generation++;
      }
      return later(text());
    }

    private void remote(String sdp) {
      String[] words = sdp.split(" ");
      remote = sdp;
      peer = Integer.parseInt(words[1]);
      remoteGeneration = Integer.parseInt(words[2]);
      if (state == PeerConnectionState.NEW) {
        become(PeerConnectionState.CONNECTING);
      }
      meet();
    }

    @Override
    public CompletableFuture<String> answer(String offer) {
      if (remote != null && !remote.equals(offer)) {
        generation++;
      }
      remote(offer);
      return later(text());
    }

    @Override
    public CompletableFuture<Void> accept(String answer) {
      remote(answer);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> add(RtcIceCandidate candidate) {
      knowsCandidate = true;
      meet();
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public Optional<String> description() {
      return Optional.ofNullable(local);
    }

    @Override
    public PeerConnectionState state() {
      return state;
    }

    @Override
    public boolean closedByPeer() {
      return closedByPeer;
    }

    @Override
    public Optional<PeerFailure> failure() {
      return Optional.ofNullable(failure);
    }

    @Override
    public void silence(boolean on) {}

    @Override
    public Optional<PeerConnectionStats> stats() {
      return Optional.empty();
    }

    @Override
    public Optional<String> localAddress() {
      return Optional.of(owner.address).filter(a -> state == PeerConnectionState.CONNECTED);
    }

    @Override
    public Optional<Duration> roundTrip() {
      return Optional.empty();
    }

    @Override
    public Map<StreamId, AudioPlayerStats> streams() {
      return Map.of();
    }

    /** The other end hears of it, if that does not get lost. */
    @Override
    public void close() {
      if (dead) {
        return;
      }
      dead = true;
      ends.remove(id);
      other()
          .filter(o -> pathTo(o) && world.random.nextDouble() >= world.signaling.loss)
          .ifPresent(
              o ->
                  world.at(
                      CONNECTS,
                      () -> {
                        if (!o.dead && o.state == PeerConnectionState.CONNECTED) {
                          o.closedByPeer = true;
                          o.become(PeerConnectionState.DISCONNECTED);
                        }
                      }));
    }
  }

  List<String> describe() {
    List<String> all = new ArrayList<>();
    ends.values()
        .forEach(
            e -> all.add(e.id + " " + e.owner.did() + " to " + e.between.peer() + " " + e.state));
    return all;
  }
}
