package org.vivavoce.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ice4j.ice.harvest.AwsCandidateHarvester;
import org.ice4j.ice.harvest.HarvestConfig;
import org.ice4j.ice.harvest.MappingCandidateHarvesters;
import org.junit.jupiter.api.Test;

class MetadataProbeTest {
  @Test
  void no_request_leaves_for_a_cloud_s_metadata_service() throws Exception {
    List<URI> asked = new CopyOnWriteArrayList<>();
    ProxySelector before = ProxySelector.getDefault();
    ProxySelector.setDefault(
        new ProxySelector() {
          @Override
          public List<Proxy> select(URI uri) {
            asked.add(uri);
            // To where nobody listens, on loopback: the test itself must not send it either.
            return List.of(new Proxy(Proxy.Type.HTTP, new InetSocketAddress("127.0.0.1", 9)));
          }

          @Override
          public void connectFailed(URI uri, SocketAddress address, java.io.IOException e) {
            asked.add(uri);
          }
        });
    try {
      try (Peer a = new Peer();
          Peer b = new Peer()) {
        Peer.connect(a, b);
      }
      assertThat(System.getProperty(Ice4jSetup.NO_METADATA_PROBE)).isEqualTo("true");
      assertThat(HarvestConfig.config.enableAwsHarvester()).isFalse();
      // What the agents' constructor initialised, once for the process.
      assertThat(MappingCandidateHarvesters.getHarvesters()).isEmpty();
      assertThat(asked).isEmpty();
      // The trap is armed: the same code, allowed to, does ask, and this is how we would notice.
      AwsCandidateHarvester.smellsLikeAnEC2();
      assertThat(asked).extracting(URI::getHost).contains("169.254.169.254");
    } finally {
      ProxySelector.setDefault(before);
    }
  }
}
