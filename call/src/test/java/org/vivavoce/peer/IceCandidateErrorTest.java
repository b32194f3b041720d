package org.vivavoce.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.vivavoce.ice.IceCandidateError;
import org.vivavoce.ice.IceServer;
import org.vivavoce.sdp.Direction;

class IceCandidateErrorTest {
  @Test
  void a_server_that_cannot_be_reached_is_told_with_its_url_before_gathering_is_complete()
      throws Exception {
    int port;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = gone.getLocalPort();
    }
    IceServer server = IceServer.of("turn:127.0.0.1:" + port + "?transport=tcp", "u", "p");
    CompletableFuture<IceCandidateError> error = new CompletableFuture<>();
    CompletableFuture<Integer> errorsBeforeTheEnd = new CompletableFuture<>();
    AtomicInteger candidates = new AtomicInteger();
    AtomicInteger errors = new AtomicInteger();
    PeerObserver observer =
        new PeerObserver() {
          @Override
          public void onIceCandidate(RtcIceCandidate candidate) {
            candidates.incrementAndGet();
          }

          @Override
          public void onIceCandidateError(IceCandidateError what) {
            errors.incrementAndGet();
            error.complete(what);
          }

          @Override
          public void onIceGatheringStateChange(IceGatheringState state) {
            if (state == IceGatheringState.COMPLETE) {
              errorsBeforeTheEnd.complete(errors.get());
            }
          }
        };
    PeerConfiguration configuration =
        PeerConfiguration.builder().ice(i -> i.loopbackOnly().iceServers(List.of(server))).build();
    try (PeerConnection pc = PeerConnection.create(configuration, observer)) {
      pc.addTransceiver(MediaKind.AUDIO, Direction.SENDRECV);
      pc.setLocalDescription().join();
      assertThat(error.get(20, TimeUnit.SECONDS).server()).isEqualTo(server);
      assertThat(error.get().errorCode()).isEqualTo(IceCandidateError.UNREACHABLE);
      assertThat(errorsBeforeTheEnd.get(20, TimeUnit.SECONDS)).isEqualTo(1);
      assertThat(candidates.get()).isPositive();
    }
  }
}
