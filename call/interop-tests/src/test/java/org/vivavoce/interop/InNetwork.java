package org.vivavoce.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/** Tests that share a network of their own, and have a folder each. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(300)
abstract class InNetwork {
  private NetworkNamespace network;
  private Path folder;

  @BeforeAll
  void makeNetwork() throws IOException {
    network = NetworkNamespace.create();
  }

  @AfterAll
  void removeNetwork() {
    if (network != null) {
      network.close();
    }
  }

  @BeforeEach
  void makeFolder(TestInfo test) throws IOException {
    folder =
        House.RUNS
            .resolve(getClass().getSimpleName())
            .resolve(test.getTestMethod().orElseThrow().getName());
    Files.createDirectories(folder);
  }

  NetworkNamespace network() {
    return network;
  }

  /** What is left of this test. */
  Path folder() {
    return folder;
  }
}
