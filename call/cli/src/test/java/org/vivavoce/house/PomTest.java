package org.vivavoce.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The POMs say the same thing wherever they must say it twice. */
class PomTest {

  @Test
  void the_bom_names_every_room_that_we_publish_and_nothing_else() throws IOException {
    Pom bom = Pom.read(House.root().resolve("bom/pom.xml"));

    assertThat(bom.managed())
        .extracting(Pom.Managed::artifactId)
        .containsExactlyInAnyOrderElementsOf(published());
    assertThat(bom.managed())
        .allSatisfy(
            managed -> {
              assertThat(managed.groupId()).isEqualTo("org.vivavoce");
              assertThat(managed.version()).isEqualTo("${project.version}");
            });
  }

  @Test
  void the_bom_has_the_version_of_the_house() throws IOException {
    assertThat(Pom.read(House.root().resolve("bom/pom.xml")).version())
        .isEqualTo(Pom.read(House.root().resolve("pom.xml")).version());
  }

  @Test
  void the_bom_has_the_plugins_of_the_house() throws IOException {
    Map<String, String> house = plugins("pom.xml");

    assertThat(plugins("bom/pom.xml"))
        .isNotEmpty()
        .allSatisfy((plugin, version) -> assertThat(house).containsEntry(plugin, version));
  }

  /** The version of each plugin that a POM names with one. */
  private static Map<String, String> plugins(String pom) throws IOException {
    Map<String, String> versions = new TreeMap<>();
    Pattern.compile("<artifactId>([^<]+-plugin)</artifactId>\\s*<version>([^<]+)</version>")
        .matcher(Files.readString(House.root().resolve(pom)))
        .results()
        .forEach(found -> versions.put(found.group(1), found.group(2)));
    return versions;
  }

  /** Every jar but the benchmarks and the interop tests, which nobody depends on. */
  static List<String> published() throws IOException {
    List<String> artifacts = new ArrayList<>();
    for (Path module : House.modules()) {
      Pom pom = Pom.read(module.resolve("pom.xml"));
      if (pom.packaging().equals("jar")
          && !pom.artifactId().equals("vivavoce-benchmarks")
          && !pom.artifactId().equals("vivavoce-interop-tests")) {
        artifacts.add(pom.artifactId());
      }
    }
    return artifacts;
  }
}
