package org.vivavoce.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.vivavoce.house.NativeScan.Finding;
import org.vivavoce.house.NativeScan.Kind;

/**
 * Nothing on the runtime path contains native code, and everything on it is listed with its
 * licence.
 */
class RuntimeJarsTest {

  /**
   * Code that could load a library if somebody called it. The scan counts its callers too, and
   * there are none.
   */
  static final String LOADER = "org/jitsi/utils/JNIUtils.";

  @Test
  void no_runtime_jar_contains_a_binary_or_a_native_method() throws IOException {
    List<Finding> findings = new ArrayList<>();
    for (Artifact artifact : Artifact.runtimeClosure()) {
      NativeScan scan = NativeScan.of(artifact.file());
      findings.addAll(scan.findings(Kind.BINARY));
      findings.addAll(scan.findings(Kind.NATIVE_METHOD));
      findings.addAll(scan.findings(Kind.UNREADABLE));
      if (!artifact.artifactId().startsWith("kotlin-stdlib-")) { // only metadata since 1.8
        assertThat(scan.classes()).as("classes read in %s", artifact).isPositive();
      }
    }

    assertThat(findings).isEmpty();
  }

  @Test
  void only_known_code_could_load_a_library() throws IOException {
    List<Finding> findings = new ArrayList<>();
    for (Artifact artifact : Artifact.runtimeClosure()) {
      findings.addAll(NativeScan.of(artifact.file()).findings(Kind.LIBRARY_LOAD));
    }

    assertThat(findings)
        .isNotEmpty()
        .allSatisfy(finding -> assertThat(finding.what()).startsWith(LOADER));
  }

  @Test
  void every_room_that_we_publish_is_in_the_closure() throws IOException {
    Set<String> ours =
        Artifact.runtimeClosure().stream()
            .filter(Artifact::isOurs)
            .map(Artifact::artifactId)
            .collect(Collectors.toSet());

    List<String> published = PomTest.published();
    published.remove("vivavoce-cli"); // whose closure it is
    assertThat(ours).containsExactlyInAnyOrderElementsOf(published);
  }

  @Test
  void every_third_party_jar_is_listed_with_its_licence() throws IOException {
    List<ThirdParty> listed = ThirdParty.read();

    assertThat(listed)
        .allSatisfy(entry -> assertThat(entry.licence()).isIn("Apache-2.0", "MIT", "BSD-3-Clause"));
    assertThat(listed)
        .extracting(ThirdParty::coordinates)
        .containsExactlyInAnyOrderElementsOf(
            Artifact.runtimeClosure().stream()
                .filter(artifact -> !artifact.isOurs())
                .map(Artifact::toString)
                .toList());
  }
}
