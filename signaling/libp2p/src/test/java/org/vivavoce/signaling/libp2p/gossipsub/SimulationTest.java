package org.vivavoce.signaling.libp2p.gossipsub;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Two hundred nodes, ten of them relays. */
class SimulationTest {
  @Test
  void a_signal_is_there_within_a_second_at_p99_while_a_twentieth_of_the_links_is_down() {
    Simulation.Figures figures = Simulation.run(Simulation.Setup.usual(), 300, 1);
    assertThat(figures.quantile(0.99)).as("%s", figures).isLessThan(1000);
    assertThat(figures.cuts()).isGreaterThan(50);
    assertThat(figures.idleLeaf()).as("%s", figures).isLessThan(1000);
    assertThat(figures.idleRelay()).as("%s", figures).isLessThan(1000);
  }
}
