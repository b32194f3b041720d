package org.vivavoce.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.EvaluationResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Our classes keep the rules, and each rule catches those who do not. */
class HouseRulesTest {

  @TempDir private static Path folder;

  private static JavaClasses house;

  /**
   * Every offender's class name. They are compiled and imported together, for that is what takes
   * time.
   */
  private static final Map<Offender, String> NAMES = new LinkedHashMap<>();

  private static JavaClasses offenders;

  @BeforeAll
  static void import_our_classes_and_the_offenders() throws IOException {
    house =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("org.vivavoce");
    List<Offender> all = rules().flatMap(rule -> rule.offenders().stream()).distinct().toList();
    for (int i = 0; i < all.size(); i++) {
      NAMES.put(all.get(i), all.get(i).name(i));
    }
    offenders = Offender.importAll(all, folder);
  }

  static Stream<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    for (Room room : Room.values()) {
      rules.add(room.rule());
    }
    rules.addAll(CoreRules.rules());
    rules.addAll(EverywhereRules.rules());
    return rules.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void the_house_keeps(Rule rule) {
    rule.rule().allowEmptyShould(true).check(house);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void every_offender_is_caught_by(Rule rule) {
    List<String> names = rule.offenders().stream().map(NAMES::get).toList();
    JavaClasses guilty =
        offenders.that(
            DescribedPredicate.describe("are guilty", type -> names.contains(type.getName())));

    List<String> caught = rule.rule().evaluate(guilty).getFailureReport().getDetails();

    assertThat(names).isNotEmpty().hasSameSizeAs(guilty);
    for (Offender offender : rule.offenders()) {
      Pattern name = Pattern.compile(Pattern.quote(NAMES.get(offender)) + "\\b");
      assertThat(caught)
          .as("caught: %s", offender)
          .anySatisfy(violation -> assertThat(violation).containsPattern(name));
    }
  }

  @Test
  void the_innocent_pass_all_rules() throws IOException {
    JavaClasses innocents =
        Offender.importAll(
            List.of(
                Offender.having(
                    "org.vivavoce.rtp",
                    "int draw(java.util.random.RandomGenerator random, long nowNanos)"
                        + " { return random.nextInt(); }"),
                Offender.having(
                    "org.vivavoce.rtp.opus", "int read(java.io.InputStream in) { return 0; }"),
                Offender.doing("org.vivavoce.rtp", "new java.util.Random(42);"),
                Offender.doing("org.vivavoce.ice", "System.nanoTime(); new Thread(() -> {});"),
                Offender.doing("org.vivavoce.signaling.libp2p", "System.nanoTime();"),
                Offender.doing("org.vivavoce.cli", "System.out.println(); System.exit(0);"),
                Offender.declaring(
                    "org.vivavoce.sdp", "public class Offender extends RuntimeException {}"),
                Offender.using("org.vivavoce.call", "org.vivavoce.peer"),
                Offender.using("org.vivavoce.dtls", "org.bouncycastle.tls")),
            folder);

    for (Rule rule : rules().toList()) {
      EvaluationResult result = rule.rule().allowEmptyShould(true).evaluate(innocents);

      assertThat(result.getFailureReport().getDetails()).as(rule.toString()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Room.class)
  void classes_of_every_room_were_looked_at(Room room) {
    assertThat(house.stream().filter(room.classesHere()))
        .as("classes in %s", room.packageName())
        .anyMatch(type -> !type.getSimpleName().equals("package-info"));
  }

  @Test
  void the_edges_that_the_rules_for_cores_spare_exist() {
    assertThat(house.stream().map(JavaClass::getName)).containsAll(CoreRules.edges());
    assertThat(house.stream().filter(CoreRules.cores())).hasSizeGreaterThan(20);
  }

  @Test
  void tests_are_not_taken_for_the_house() {
    assertThat(house.stream().map(JavaClass::getName)).noneMatch(name -> name.endsWith("Test"));
  }
}
