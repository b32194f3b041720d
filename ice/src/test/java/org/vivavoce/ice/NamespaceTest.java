package org.vivavoce.ice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vivavoce.ice.Namespaces.Actor;

/** Interfaces and multicast, in network namespaces of the test's own. */
class NamespaceTest {
  private static Namespaces net;

  @BeforeAll
  static void makeNamespaces() {
    net = Namespaces.create();
  }

  @AfterAll
  static void removeNamespaces() {
    if (net != null) {
      net.close();
    }
  }

  private static void talk(Actor a, Actor b) throws InterruptedException {
    a.say("send hello");
    assertThat(b.await("data")).isEqualTo("data hello");
    b.say("send there");
    assertThat(a.await("data")).isEqualTo("data there");
  }

  @Test
  void two_sides_that_tell_nothing_but_names_find_each_other_by_multicast() throws Exception {
    try (Actor a = net.left("mdns=HIDE", "only=wire").gathered();
        Actor b = net.right("mdns=HIDE", "only=wire").gathered()) {
      assertThat(a.candidates).hasSize(1).allMatch(it -> it.contains(".local "));
      assertThat(b.candidates).hasSize(1).allMatch(it -> it.contains(".local "));
      assertThat(a.candidates.toString() + b.candidates).doesNotContain("10.213");
      Actor.connect(a, b);
      // Both looked the other's name up; one of the two may have met the other's check before.
      String both = a.await("pair") + " / " + b.await("pair");
      assertThat(both).startsWith("pair host ").contains(".local").doesNotContain("failed");
      talk(a, b);
    }
  }

  @Test
  void a_side_that_resolves_reaches_one_that_hides_and_cannot_be_reached_otherwise()
      throws Exception {
    try (Actor a = net.left("mdns=RESOLVE", "only=wire").gathered();
        Actor b = net.right("mdns=HIDE", "only=wire").gathered()) {
      a.candidates.clear(); // b hears of no candidate, so the first check must be a's
      Actor.connect(a, b);
      String name = b.candidates.get(0).split(" ")[4];
      assertThat(a.await("pair")).endsWith(" host " + name);
      assertThat(b.await("pair")).contains(" prflx 10.213.7.1");
      talk(a, b);
    }
  }

  @Test
  void without_the_option_names_are_not_looked_up_and_peer_reflexive_discovery_does_it()
      throws Exception {
    try (Actor a = net.left("mdns=OFF", "only=wire").gathered();
        Actor b = net.right("mdns=HIDE", "only=wire").gathered()) {
      assertThat(a.candidates).hasSize(1).allMatch(it -> it.contains(" 10.213.7.1 "));
      Actor.connect(a, b);
      assertThat(a.await("pair")).contains(" prflx 10.213.7.2");
      assertThat(b.await("pair")).contains(" host 10.213.7.1");
      talk(a, b);
    }
  }

  @Test
  void every_interface_that_is_up_gives_a_candidate_and_the_pair_is_on_the_one_that_connects()
      throws Exception {
    try (Actor a = net.left().gathered();
        Actor b = net.right().gathered()) {
      assertThat(a.candidates)
          .hasSize(2)
          .anyMatch(it -> it.contains(" 10.213.7.1 "))
          .anyMatch(it -> it.contains(" 10.213.8.1 "));
      Actor.connect(a, b);
      assertThat(a.await("pair")).isEqualTo("pair host 10.213.7.1 host 10.213.7.2");
      talk(a, b);
    }
  }

  @Test
  void the_filter_leaves_interfaces_out() throws Exception {
    try (Actor a = net.left("only=spare").gathered()) {
      assertThat(a.candidates).hasSize(1).allMatch(it -> it.contains(" 10.213.8.1 "));
    }
  }

  @Test
  void a_bind_address_is_the_only_one_whatever_interfaces_there_are() throws Exception {
    try (Actor a = net.left("bind=10.213.7.1").gathered();
        Actor b = net.right("bind=10.213.7.2").gathered()) {
      assertThat(a.candidates).hasSize(1).allMatch(it -> it.contains(" 10.213.7.1 "));
      Actor.connect(a, b);
      assertThat(b.await("pair")).isEqualTo("pair host 10.213.7.2 host 10.213.7.1");
      talk(a, b);
    }
  }

  @Test
  void link_local_ipv6_addresses_which_mean_nothing_elsewhere_are_not_told() throws Exception {
    try (Actor a = net.left("ipv6=true").gathered()) {
      assertThat(a.candidates).hasSize(2).noneMatch(it -> it.contains("fe80"));
    }
  }

  @Test
  void an_address_that_is_not_ours_fails_with_a_reason() throws Exception {
    try (Actor a = net.left("bind=10.213.7.77").gathered()) {
      assertThat(a.await("failed")).contains("no local address");
    }
  }
}
