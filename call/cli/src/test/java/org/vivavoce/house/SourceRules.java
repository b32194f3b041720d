package org.vivavoce.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the compiler does not see: a rule about source files, and the files of a module that break
 * it.
 */
enum SourceRules {
  EVERY_PACKAGE_SAYS_WHAT_IT_IS {
    @Override
    List<String> violations(Path module) throws IOException {
      Set<Path> packages = new TreeSet<>();
      for (Path file : sources(module.resolve("src/main/java"))) {
        packages.add(file.getParent());
      }
      return packages.stream()
          .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
          .map(folder -> folder + " has no package-info.java")
          .toList();
    }
  },

  NO_FILE_IS_LONG {
    @Override
    void check(Path file, String text, List<String> violations) {
      long lines = text.lines().count();
      if (lines > MAX_LINES) {
        violations.add(file + " has " + lines + " lines; " + MAX_LINES + " are allowed");
      }
    }
  },

  NOTHING_IS_LEFT_FOR_LATER {
    @Override
    void check(Path file, String text, List<String> violations) {
      find("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b", file, text, violations);
    }
  },

  NO_TEST_IS_SWITCHED_OFF {
    @Override
    void check(Path file, String text, List<String> violations) {
      find("@Dis" + "abled\\b(?!On|For|If)", file, text, violations);
    }
  },

  NO_TEST_SLEEPS {
    @Override
    void check(Path file, String text, List<String> violations) {
      if (text.contains("public static void main(")) {
        return; // a tool to be run by hand, that waits for figures and not for other threads
      }
      find("(?<![\".])\\b(Thread|TimeUnit\\.\\w+)\\.sl" + "eep\\b", file, text, violations);
    }
  },

  NO_EXCEPTION_IS_SWALLOWED {
    @Override
    void check(Path file, String text, List<String> violations) {
      find("catch \\([^)]*\\) \\{\\s*\\}", file, text, violations);
    }
  },

  EVERY_TEST_IS_RUN {
    @Override
    void check(Path file, String text, List<String> violations) {
      boolean hasTests =
          Pattern.compile(
                  "^  @(Test|ParameterizedTest|RepeatedTest|TestFactory)\\b", Pattern.MULTILINE)
              .matcher(text)
              .find();
      boolean isContract =
          Pattern.compile("^(public )?(abstract class|interface)\\b", Pattern.MULTILINE)
              .matcher(text)
              .find();
      if (hasTests && !isContract && !file.toString().matches(".*(Test|IT)\\.java")) {
        violations.add(file + " has tests, but its name ends neither in Test nor in IT");
      }
    }
  };

  /** More than that is two things in one file. */
  static final int MAX_LINES = 600;

  /** The files and places in a module that break this rule. */
  List<String> violations(Path module) throws IOException {
    List<String> violations = new ArrayList<>();
    for (Path file : sources(module.resolve("src"))) {
      check(file, Files.readString(file), violations);
    }
    return violations;
  }

  void check(Path file, String text, List<String> violations) {
    throw new AssertionError(this + " checks whole modules");
  }

  static List<Path> sources(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  private static void find(String pattern, Path file, String text, List<String> violations) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    while (matcher.find()) {
      long line = text.substring(0, matcher.start()).chars().filter(c -> c == '\n').count() + 1;
      violations.add(file + ":" + line + ": " + matcher.group().replaceAll("\\s+", " "));
    }
  }
}
