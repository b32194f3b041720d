package org.vivavoce.signaling.libp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.libp2p.connection.CloseReason.Kind;
import org.vivavoce.signaling.libp2p.identify.Identify;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;

/** With js-libp2p 3.3: connections, ping and identify. */
@Timeout(120)
class JsInteropTest {
  private JsPeer js;
  private Libp2pHost host;
  private final CompletableFuture<Identify> identified = new CompletableFuture<>();

  @BeforeEach
  void start() throws Exception {
    js = JsPeer.start();
    host =
        Libp2pHost.create(
            Libp2pConfig.of(Identity.generate())
                .listeningAt(Multiaddr.parse("/ip4/127.0.0.1/tcp/0")));
    host.addListener(
        new HostListener() {
          @Override
          public void onIdentified(PeerId peer, Identify identify) {
            identified.complete(identify);
          }
        });
  }

  @AfterEach
  void end() throws Exception {
    if (host != null) {
      host.close();
    }
    if (js != null) {
      js.close();
    }
  }

  @Test
  void we_dial_js_and_ping_it_and_learn_what_it_is() throws Exception {
    assertThat(host.dial(js.address()).get(20, TimeUnit.SECONDS)).isEqualTo(js.id());

    assertThat(host.ping(js.id()).get(20, TimeUnit.SECONDS))
        .isBetween(Duration.ofNanos(1), Duration.ofSeconds(20));
    Identify identify = identified.get(20, TimeUnit.SECONDS);
    assertThat(identify.agentVersion()).contains("js-libp2p");
    assertThat(identify.protocols()).contains("/ipfs/id/1.0.0", "/meshsub/1.1.0");
    assertThat(identify.listenAddresses()).contains(js.address().withoutPeerId());
    assertThat(host.onLoopNow(() -> host.book().signedRecord(js.id()))).isNotEmpty();
  }

  @Test
  void js_dials_us_and_pings_us_and_learns_what_we_are() throws Exception {
    String address = host.addresses().get(0).toString();
    assertThat(js.ask("dial", "address", address).asText()).isEqualTo(host.id().toString());

    assertThat(js.ask("ping", "peer", host.id().toString()).asInt()).isNotNegative();
    JsonNode identify = js.ask("identify", "peer", host.id().toString());
    assertThat(identify.get("peer").asText()).isEqualTo(host.id().toString());
    assertThat(identify.get("agent").asText()).isEqualTo("vivavoce");
    assertThat(identify.get("protocols").toString()).contains("/ipfs/ping/1.0.0");
    assertThat(identify.get("addresses").get(0).asText()).startsWith("/ip4/127.0.0.1/tcp/");
    assertThat(identify.get("observed").asText()).startsWith("/ip4/127.0.0.1/tcp/");
    assertThat(identify.get("signed")).as("js verified our signed record").isNotEmpty();
    assertThat(host.ping(js.id()).get(20, TimeUnit.SECONDS)).isPositive();
  }

  @Test
  void js_learns_by_push_of_a_protocol_that_is_new_here() throws Exception {
    host.dial(js.address()).get(20, TimeUnit.SECONDS);
    identified.get(20, TimeUnit.SECONDS);
    host.handle("/new/1.0.0", stream -> (on, data) -> data.position(data.limit()));

    JsonNode identify = js.ask("identify", "peer", host.id().toString());
    assertThat(identify.get("protocols").toString()).contains("/new/1.0.0");
  }

  @Test
  void js_under_another_name_is_refused() throws Exception {
    PeerId other = PeerId.of(Identity.generate().did());
    assertThatThrownBy(() -> host.dial(js.address().withPeerId(other)).get(20, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            DialException.class, e -> assertThat(e.reason().kind()).isEqualTo(Kind.WRONG_PEER));
    assertThat(host.peers()).isEmpty();
  }

  @Test
  void either_side_notices_that_the_other_hung_up() throws Exception {
    CompletableFuture<PeerId> gone = new CompletableFuture<>();
    host.addListener(
        new HostListener() {
          @Override
          public void onDisconnected(
              PeerId peer, org.vivavoce.signaling.libp2p.connection.CloseReason reason) {
            gone.complete(peer);
          }
        });
    host.dial(js.address()).get(20, TimeUnit.SECONDS);
    js.ask("hangUp", "peer", host.id().toString());
    assertThat(gone.get(20, TimeUnit.SECONDS)).isEqualTo(js.id());

    host.dial(js.address()).get(20, TimeUnit.SECONDS);
    assertThat(js.tryTo("ping", "peer", host.id().toString()).has("ok")).isTrue();
    host.disconnect(js.id());
    JsonNode answer = js.tryTo("ping", "peer", host.id().toString());
    for (int i = 0; i < 1_000 && !answer.has("error"); i++) {
      answer = js.tryTo("ping", "peer", host.id().toString());
    }
    assertThat(answer.has("error")).isTrue();
  }
}
