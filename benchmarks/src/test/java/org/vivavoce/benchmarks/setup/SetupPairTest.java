package org.vivavoce.benchmarks.setup;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vivavoce.dtls.DtlsCertificate;
import org.vivavoce.ice.IceNomination;

class SetupPairTest {
  @ParameterizedTest
  @EnumSource(IceNomination.class)
  void our_pair_connects_again_and_again_under_the_same_certificates(IceNomination nomination)
      throws Exception {
    DtlsCertificate first = DtlsCertificate.generate();
    DtlsCertificate second = DtlsCertificate.generate();
    for (int i = 0; i < 3; i++) {
      try (SetupPair pair = new VivavoceSetup(first, second, nomination)) {
        pair.connect();
      }
    }
  }
}
