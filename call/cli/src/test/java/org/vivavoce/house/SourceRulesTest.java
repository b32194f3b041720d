package org.vivavoce.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Our source files keep the rules, and each rule catches those who do not. */
class SourceRulesTest {

  @TempDir private Path module;

  @ParameterizedTest
  @EnumSource
  void the_house_keeps(SourceRules rule) throws IOException {
    List<String> violations = new ArrayList<>();
    for (Path folder : House.modules()) {
      violations.addAll(rule.violations(folder));
    }

    assertThat(violations).isEmpty();
  }

  @Test
  void the_sources_of_every_room_were_looked_at() throws IOException {
    for (Path folder : House.modules()) {
      if (Pom.read(folder.resolve("pom.xml")).packaging().equals("jar")) {
        assertThat(SourceRules.sources(folder.resolve("src"))).as("%s", folder).isNotEmpty();
      }
    }
  }

  @Test
  void a_package_without_a_word_about_itself_is_caught() throws IOException {
    write("src/main/java/a/Silent.java", "package a; class Silent {}");

    assertThat(SourceRules.EVERY_PACKAGE_SAYS_WHAT_IT_IS.violations(module)).hasSize(1);

    write("src/main/java/a/package-info.java", "/** Speaks. */ package a;");
    assertThat(SourceRules.EVERY_PACKAGE_SAYS_WHAT_IT_IS.violations(module)).isEmpty();
  }

  @Test
  void a_long_file_is_caught() throws IOException {
    write("src/test/java/a/ShortTest.java", "\n".repeat(SourceRules.MAX_LINES));
    assertThat(SourceRules.NO_FILE_IS_LONG.violations(module)).isEmpty();

    write("src/test/java/a/LongTest.java", "\n".repeat(SourceRules.MAX_LINES + 1));
    assertThat(SourceRules.NO_FILE_IS_LONG.violations(module)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NOTHING_IS_LEFT_FOR_LATER | // TO%DO: later",
        "NOTHING_IS_LEFT_FOR_LATER | /* FIX%ME */",
        "NO_TEST_IS_SWITCHED_OFF   | @Dis%abled class A {}",
        "NO_TEST_SLEEPS            | Thread.sl%eep(10);",
        "NO_TEST_SLEEPS            | TimeUnit.SECONDS.sl%eep(1);",
        "NO_EXCEPTION_IS_SWALLOWED | try { a(); } ca%tch (IOException e) { }",
      })
  void a_forbidden_word_is_caught(SourceRules rule, String text) throws IOException {
    write("src/test/java/a/ATest.java", "class A {}\n\n" + text.replace("%", ""));

    assertThat(rule.violations(module)).singleElement().asString().contains("ATest.java:3: ");
  }

  @Test
  void a_test_that_nobody_would_run_is_caught() throws IOException {
    String text = "class A {\n\n  @Te%st\n  void a() {}\n}\n".replace("%", "");
    write("src/test/java/a/SomethingTest.java", text);
    write("src/test/java/a/SomethingIT.java", text);
    write("src/test/java/a/Contract.java", "abstract " + text);
    assertThat(SourceRules.EVERY_TEST_IS_RUN.violations(module)).isEmpty();

    write("src/test/java/a/Tests.java", text);
    assertThat(SourceRules.EVERY_TEST_IS_RUN.violations(module)).hasSize(1);
  }

  private void write(String name, String text) throws IOException {
    Path file = module.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
