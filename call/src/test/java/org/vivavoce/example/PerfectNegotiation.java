package org.vivavoce.example;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.vivavoce.peer.EventLoop;
import org.vivavoce.peer.PeerConfiguration;
import org.vivavoce.peer.PeerConnection;
import org.vivavoce.peer.PeerObserver;
import org.vivavoce.peer.RtcIceCandidate;
import org.vivavoce.peer.RtcSessionDescription;
import org.vivavoce.peer.SdpType;
import org.vivavoce.peer.SignalingState;

/**
 * The pattern of perfect negotiation (WebRTC 1.0 section 10.7): both sides may change what they
 * send at any time, add and remove tracks, restart ICE, and never think of offers and answers. When
 * two offers meet, the polite side gives way.
 *
 * <p>Signaling must keep the order of what it carries and lose nothing. One side must be polite and
 * the other not, it does not matter which.
 */
public final class PerfectNegotiation {
  /** Where what must be told to the other side goes. */
  public interface Signaling {
    /** An offer or an answer. */
    void description(RtcSessionDescription description);

    /** A candidate. */
    void candidate(RtcIceCandidate candidate);
  }

  private final boolean polite;
  private final EventLoop loop;
  private final Signaling signaling;
  private final Consumer<Throwable> failures;
  private final PeerConnection pc;

  // The loop's own.
  private boolean makingOffer;
  private boolean ignoringOffer;
  private boolean settingAnswer;

  /**
   * Makes a connection that negotiates by itself.
   *
   * @param configuration must have an event loop: the pattern's state lives on it
   * @param observer hears what is not negotiation
   * @param failures hears what neither side expected
   */
  public PerfectNegotiation(
      PeerConfiguration configuration,
      boolean polite,
      Signaling signaling,
      PeerObserver observer,
      Consumer<Throwable> failures) {
    this.polite = polite;
    this.signaling = signaling;
    this.failures = failures;
    this.loop = configuration.eventLoop().orElseThrow();
    this.pc = PeerConnection.create(configuration, new Negotiator(observer));
  }

  /** The connection: add tracks to it. */
  public PeerConnection connection() {
    return pc;
  }

  private void offer() {
    makingOffer = true;
    pc.setLocalDescription()
        .whenComplete(
            (made, error) -> {
              makingOffer = false;
              if (error == null) {
                signaling.description(made);
              } else {
                failures.accept(error);
              }
            });
  }

  /** What the other side's {@link Signaling} said; from any thread. */
  public void onDescription(RtcSessionDescription description) {
    loop.execute(() -> take(description));
  }

  private void take(RtcSessionDescription description) {
    boolean isOffer = description.type() == SdpType.OFFER;
    boolean ready = !makingOffer && (pc.signalingState() == SignalingState.STABLE || settingAnswer);
    ignoringOffer = !polite && isOffer && !ready;
    if (ignoringOffer) {
      return;
    }
    settingAnswer = description.type() == SdpType.ANSWER;
    CompletionStage<?> taken = pc.setRemoteDescription(description);
    if (isOffer) {
      // If ours is out, this takes it back.
      taken = taken.thenCompose(x -> pc.setLocalDescription()).thenAccept(signaling::description);
    }
    taken.whenComplete(
        (x, error) -> {
          settingAnswer = false;
          if (error != null) {
            failures.accept(error);
          }
        });
  }

  /** What the other side's {@link Signaling} said; from any thread. */
  public void onCandidate(RtcIceCandidate candidate) {
    loop.execute(
        () ->
            pc.addIceCandidate(candidate)
                .whenComplete(
                    (x, error) -> {
                      if (error != null && !ignoringOffer) {
                        failures.accept(error);
                      }
                    }));
  }

  private final class Negotiator extends ForwardingObserver {
    Negotiator(PeerObserver to) {
      super(to);
    }

    @Override
    public void onNegotiationNeeded() {
      offer();
    }

    @Override
    public void onIceCandidate(RtcIceCandidate candidate) {
      signaling.candidate(candidate);
    }
  }
}
