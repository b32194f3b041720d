package org.vivavoce.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** Every jar of ours says whose it is, under which licence, and which module it becomes. */
class ModuleJarsIT {

  @Test
  void every_jar_has_the_licence_the_notice_a_module_name_and_a_version() throws IOException {
    String licence = Files.readString(House.root().resolve("LICENSE"));
    String notice = Files.readString(House.root().resolve("NOTICE"));
    String version = Pom.read(House.root().resolve("pom.xml")).version();
    List<String> names = new ArrayList<>();

    for (Path module : House.modules()) {
      Pom pom = Pom.read(module.resolve("pom.xml"));
      if (!PomTest.published().contains(pom.artifactId())) {
        continue;
      }
      try (JarFile jar = open(module, pom, version, "")) {
        assertThat(read(jar, "META-INF/LICENSE")).as(jar.getName()).isEqualTo(licence);
        assertThat(read(jar, "META-INF/NOTICE")).as(jar.getName()).isEqualTo(notice);
        var manifest = jar.getManifest().getMainAttributes();
        assertThat(manifest.getValue("Implementation-Version")).isEqualTo(version);
        names.add(manifest.getValue("Automatic-Module-Name"));
      }
      try (JarFile sources = open(module, pom, version, "-sources")) {
        assertThat(sources.stream().filter(entry -> entry.getName().endsWith(".java")))
            .as(sources.getName())
            .isNotEmpty();
      }
    }

    assertThat(names)
        .isNotEmpty()
        .doesNotHaveDuplicates()
        .allSatisfy(name -> assertThat(name).matches("org\\.vivavoce(\\.[a-z0-9]+)+"));
  }

  private static JarFile open(Path module, Pom pom, String version, String classifier)
      throws IOException {
    String name = pom.artifactId() + "-" + version + classifier + ".jar";
    return new JarFile(module.resolve("target").resolve(name).toFile());
  }

  private static String read(JarFile jar, String entry) throws IOException {
    assertThat(jar.getEntry(entry)).as("%s in %s", entry, jar.getName()).isNotNull();
    try (var in = jar.getInputStream(jar.getEntry(entry))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
