package org.vivavoce.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vivavoce.house.NativeScan.Finding;
import org.vivavoce.house.NativeScan.Kind;

/** The one jar that people run. */
class VivavoceJarIT {

  private static final Path JAR = House.cli().resolve("target/vivavoce.jar");

  /** What the merge writes anew, joins or leaves out. */
  private static final Pattern REWRITTEN =
      Pattern.compile(
          "META-INF/(MANIFEST\\.MF|(LICENSE|NOTICE)(\\.txt)?|[^/]+\\.(SF|RSA)|services/.*)"
              + "|(META-INF/versions/\\d+/)?module-info\\.class|META-INF/versions/\\d+/OSGI-INF/.*");

  @TempDir private Path folder;

  @Test
  void it_contains_no_native_code() throws IOException {
    NativeScan scan = NativeScan.of(JAR);

    assertThat(scan.findings(Kind.BINARY)).isEmpty();
    assertThat(scan.findings(Kind.NATIVE_METHOD)).isEmpty();
    assertThat(scan.findings(Kind.UNREADABLE)).isEmpty();
    assertThat(scan.findings(Kind.LIBRARY_LOAD))
        .extracting(Finding::what)
        .allSatisfy(what -> assertThat(what).startsWith(RuntimeJarsTest.LOADER));
    assertThat(scan.classes()).isGreaterThan(1000);
  }

  @Test
  void it_starts_and_names_its_version() throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(command("--version"))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(Files.readString(err)).isEmpty();
      assertThat(Files.readString(out).strip())
          .isEqualTo("vivavoce " + Pom.read(House.root().resolve("pom.xml")).version());
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void its_manifest_says_what_it_is() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      Attributes manifest = jar.getManifest().getMainAttributes();
      assertThat(manifest.getValue("Main-Class")).isEqualTo("org.vivavoce.cli.Main");
      assertThat(manifest.getValue("Automatic-Module-Name")).isEqualTo("org.vivavoce.cli");
      assertThat(manifest.getValue("Multi-Release"))
          .as("classes for later Javas are in it: %s", jar.getEntry("META-INF/versions/11/"))
          .isEqualTo("true");
      assertThat(manifest.getValue("Implementation-Version"))
          .isEqualTo(Pom.read(House.root().resolve("pom.xml")).version());
    }
  }

  @Test
  void no_entry_is_there_twice_and_no_signature_or_module_descriptor_is_left() throws IOException {
    Set<String> names = new HashSet<>();
    try (JarFile jar = new JarFile(JAR.toFile())) {
      for (ZipEntry entry : jar.stream().toList()) {
        assertThat(names.add(entry.getName())).as("once only: %s", entry.getName()).isTrue();
        assertThat(entry.getName())
            .doesNotMatch("META-INF/[^/]+\\.(SF|RSA|DSA|EC)")
            .doesNotEndWith("module-info.class");
      }
    }
  }

  @Test
  void no_two_of_its_parts_have_the_same_file() throws IOException {
    Map<String, String> owners = new HashMap<>();
    for (Artifact artifact : Artifact.runtimeClosure()) {
      try (JarFile part = new JarFile(artifact.file().toFile())) {
        for (ZipEntry entry : part.stream().toList()) {
          if (!entry.isDirectory() && !REWRITTEN.matcher(entry.getName()).matches()) {
            String owner = owners.put(entry.getName(), artifact.toString());
            assertThat(owner).as("%s is also in %s", entry.getName(), artifact).isNull();
          }
        }
      }
    }
    assertThat(owners).hasSizeGreaterThan(1000);
  }

  @Test
  void the_text_of_every_third_party_licence_is_in_it() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(text(jar, "META-INF/LICENSE"))
          .isEqualTo(Files.readString(House.root().resolve("LICENSE")));
      for (ThirdParty entry : ThirdParty.read()) {
        String text = text(jar, "META-INF/" + entry.text());
        String mark =
            switch (entry.licence()) {
              case "Apache-2.0" -> "Apache License";
              case "MIT" -> "Permission is hereby granted, free";
              case "BSD-3-Clause" -> "Redistribution and use in source and binary forms";
              default -> throw new AssertionError("a licence that we do not know: " + entry);
            };
        assertThat(text.replaceAll("\\s+", " ")).as(entry.toString()).contains(mark);
      }
    }
  }

  @Test
  void its_notice_repeats_every_notice_of_its_parts() throws IOException {
    List<String> notices = new ArrayList<>();
    notices.add(Files.readString(House.root().resolve("NOTICE")));
    for (Artifact artifact : Artifact.runtimeClosure()) {
      try (JarFile part = new JarFile(artifact.file().toFile())) {
        for (ZipEntry entry : part.stream().toList()) {
          if (entry.getName().matches("META-INF/NOTICE(\\.txt|\\.md)?")) {
            notices.add(text(part, entry.getName()));
          }
        }
      }
    }

    try (JarFile jar = new JarFile(JAR.toFile())) {
      String merged = text(jar, "META-INF/NOTICE").replaceAll("\\s+", " ");
      for (String notice : notices) {
        for (String paragraph : notice.strip().split("\\n\\s*\\n")) {
          assertThat(merged).contains(paragraph.strip().replaceAll("\\s+", " "));
        }
      }
    }
    assertThat(notices).hasSizeGreaterThan(3);
  }

  @Test
  void every_service_of_its_parts_is_still_offered() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      for (Artifact artifact : Artifact.runtimeClosure()) {
        try (JarFile part = new JarFile(artifact.file().toFile())) {
          for (ZipEntry entry : part.stream().toList()) {
            if (entry.getName().matches("META-INF/services/[^/]+")) {
              assertThat(text(jar, entry.getName()).lines().map(String::strip))
                  .containsAll(
                      text(part, entry.getName())
                          .lines()
                          .map(line -> line.replaceAll("#.*", "").strip())
                          .filter(line -> !line.isEmpty())
                          .toList());
            }
          }
        }
      }
    }
  }

  /** A JVM like this one: the same java, and the arguments that this run of the tests was given. */
  private static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String argument : System.getProperty("vivavoce.test.args", "").split("\\s+")) {
      if (!argument.isEmpty()) {
        command.add(argument);
      }
    }
    command.add("-jar");
    command.add(JAR.toString());
    command.addAll(List.of(arguments));
    return command;
  }

  private static String text(JarFile jar, String entry) throws IOException {
    assertThat(jar.getEntry(entry)).as("%s in %s", entry, jar.getName()).isNotNull();
    try (InputStream in = jar.getInputStream(jar.getEntry(entry))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
