package org.vivavoce.call;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.vivavoce.audio.AudioPublisher;
import org.vivavoce.media.InputDevices;
import org.vivavoce.media.SourceTrack;
import org.vivavoce.media.TrackListener;
import org.vivavoce.peer.MediaKind;
import org.vivavoce.peer.PeerConfiguration;
import org.vivavoce.peer.PeerConnection;
import org.vivavoce.peer.PeerConnectionState;
import org.vivavoce.peer.PeerObserver;
import org.vivavoce.peer.RtcIceCandidate;
import org.vivavoce.peer.RtcSessionDescription;
import org.vivavoce.peer.RtpTransceiver;
import org.vivavoce.peer.SdpType;
import org.vivavoce.rtp.opus.OpusConfig;
import org.vivavoce.sdp.Direction;
import org.vivavoce.signaling.CallId;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.MediaType;
import org.vivavoce.signaling.PubSub;
import org.vivavoce.signaling.SignalMessage;
import org.vivavoce.signaling.SignalMessage.CallOffer;
import org.vivavoce.signaling.SignalMessage.DescriptionType;
import org.vivavoce.signaling.SignalMessage.IceCandidateSignal;
import org.vivavoce.signaling.SignalMessage.SessionDescriptionSignal;
import org.vivavoce.signaling.SignalMessage.Subscribe;
import org.vivavoce.signaling.StreamDescription;
import org.vivavoce.signaling.StreamId;
import org.vivavoce.signaling.Topics;

/** A callee without a Controller, who announces some streams and dials with others. */
final class HandMadePeer implements AutoCloseable {
  private final Identity identity;
  private final PubSub network;
  private final List<String> announced;
  private final List<String> sent;
  private final List<AudioPublisher> publishers = new ArrayList<>();
  final CompletableFuture<Void> connected = new CompletableFuture<>();
  final CompletableFuture<String> answer = new CompletableFuture<>();
  private PeerConnection connection;

  /** The identity's DID must be the lower one: it dials. */
  HandMadePeer(Identity identity, PubSub network, List<String> announced, List<String> sent) {
    this.identity = identity;
    this.network = network;
    this.announced = announced;
    this.sent = sent;
    on(
        Topics.offerCall(identity.did()),
        m -> {
          if (m instanceof CallOffer offer) {
            join(offer.callId(), offer.from());
          }
        });
  }

  private interface Receiver {
    void receive(SignalMessage message);
  }

  private void on(String topic, Receiver receiver) {
    network.subscribe(topic, bytes -> receiver.receive(Wiretap.read(topic, bytes)));
  }

  private void say(String topic, SignalMessage message) {
    network.publish(topic, Wiretap.seal(topic, message));
  }

  private void join(CallId call, Did caller) {
    on(Topics.call(call, identity.did()), m -> onDirected(call, caller, m));
    say(Topics.call(call), Says.hello(call, identity.did(), streams()));
  }

  private StreamDescription[] streams() {
    return announced.stream()
        .map(s -> new StreamDescription(new StreamId(s), MediaType.AUDIO, "opus"))
        .toArray(StreamDescription[]::new);
  }

  private void onDirected(CallId call, Did caller, SignalMessage m) {
    String topic = Topics.call(call, caller);
    if (m instanceof Subscribe && connection == null) {
      say(topic, Says.subscribe(call, identity.did(), caller, List.of(streams())));
      dial(call, caller, topic);
    } else if (m instanceof SessionDescriptionSignal d
        && d.type() == DescriptionType.ANSWER
        && !answer.isDone()) {
      connection.setRemoteDescription(new RtcSessionDescription(SdpType.ANSWER, d.sdp())).join();
      answer.complete(d.sdp());
    } else if (m instanceof IceCandidateSignal c && !c.candidate().isEmpty()) {
      connection.addIceCandidate(new RtcIceCandidate(c.candidate(), c.sdpMid(), null, null));
    }
  }

  private void dial(CallId call, Did caller, String topic) {
    connection =
        PeerConnection.create(
            PeerConfiguration.builder().ice(i -> i.loopbackOnly()).build(),
            new PeerObserver() {
              @Override
              public void onIceCandidate(RtcIceCandidate c) {
                say(
                    topic,
                    new IceCandidateSignal(
                        call,
                        identity.did(),
                        Says.ends(call, identity.did(), caller),
                        0,
                        c.candidate(),
                        c.sdpMid(),
                        c.sdpMLineIndex(),
                        ""));
              }

              @Override
              public void onConnectionStateChange(PeerConnectionState state) {
                if (state == PeerConnectionState.CONNECTED) {
                  publishers.forEach(p -> p.source().play());
                  connected.complete(null);
                }
              }
            });
    try {
      for (String stream : sent) {
        AudioPublisher publisher =
            AudioPublisher.create(
                stream,
                SourceTrack.create(InputDevices.tone(600, -20), TrackListener.NONE),
                OpusConfig.voice());
        publishers.add(publisher);
        RtpTransceiver t = connection.addTransceiver(MediaKind.AUDIO, Direction.SENDONLY);
        t.sender().replaceTrack(publisher);
        t.sender().setStreams(stream);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    RtcSessionDescription offer = connection.setLocalDescription().join();
    say(topic, Says.sdp(call, identity.did(), caller, 0, DescriptionType.OFFER, offer.sdp()));
  }

  @Override
  public void close() {
    publishers.forEach(AudioPublisher::close);
    if (connection != null) {
      connection.close();
    }
  }
}
