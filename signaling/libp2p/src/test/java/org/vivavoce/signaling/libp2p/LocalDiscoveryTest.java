package org.vivavoce.signaling.libp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.libp2p.Networks.Node;

/** Discovery by multicast, in network namespaces of the test's own. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class LocalDiscoveryTest {
  private Networks networks;

  @BeforeAll
  void makeNetworks() {
    networks = Networks.create();
  }

  @AfterAll
  void removeNetworks() {
    if (networks != null) {
      networks.close();
    }
  }

  @Test
  void two_machines_on_a_link_find_each_other_and_again_after_the_connection_is_lost()
      throws Exception {
    try (Node a = networks.left("/ip4/0.0.0.0/tcp/0");
        Node b = networks.right("/ip4/0.0.0.0/tcp/0")) {
      a.await("+ " + b.id());
      b.await("+ " + a.id());
      a.say("drop " + b.id());
      a.await("- " + b.id());
      a.await("+ " + b.id());
    }
  }

  @Test
  void two_processes_on_one_machine_find_each_other_on_loopback_alone() throws Exception {
    try (Node a = networks.left("/ip4/127.0.0.1/tcp/0", "lo");
        Node b = networks.left("/ip4/127.0.0.1/tcp/0", "lo")) {
      a.await("+ " + b.id());
      b.await("+ " + a.id());
    }
  }

  @Test
  void somebody_who_only_dials_finds_those_who_listen() throws Exception {
    try (Node a = networks.left("/ip4/10.214.7.1/tcp/0", "wire");
        Node b = networks.right("-", "wire")) {
      b.await("+ " + a.id());
      a.await("+ " + b.id());
    }
  }

  @Test
  void a_js_node_and_we_find_each_other() throws Exception {
    try (JsPeer js =
            JsPeer.start(
                "{\"mdns\":true,\"listen\":\"/ip4/10.214.7.2/tcp/0\"}", networks.withinRight());
        Node a = networks.left("/ip4/0.0.0.0/tcp/0")) {
      assertThat(js.awaitEvent("discovered", a.id()).get("addresses").toString())
          .contains("/ip4/10.214.7.1/tcp/")
          .doesNotContain("127.0.0.1");
      // js dials nobody by itself: that we are connected is because we found it.
      a.await("+ " + js.id());
      js.awaitEvent("connected", a.id());
    }
  }

  @Test
  void an_interface_that_is_not_there_is_told_when_the_host_is_made() {
    assertThatThrownBy(
            () ->
                Libp2pHost.create(
                    Libp2pConfig.of(Identity.generate())
                        .discovering(LocalDiscovery.on("nosuchthing0"))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nosuchthing0");
    assertThatThrownBy(LocalDiscovery::on).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_prefix_is_compared_by_its_bits() {
    byte[] ip = {10, 0, 0, (byte) 0x81};
    assertThat(IpPrefix.isSame(ip, new byte[] {10, 0, 0, (byte) 0xff}, 25)).isTrue();
    assertThat(IpPrefix.isSame(ip, new byte[] {10, 0, 0, 0x7f}, 25)).isFalse();
    assertThat(IpPrefix.isSame(ip, new byte[] {11, 0, 0, (byte) 0x81}, 0)).isTrue();
    assertThat(IpPrefix.isSame(ip, new byte[16], 8)).isFalse();
  }
}
