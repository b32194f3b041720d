package org.vivavoce.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;

/** What holds in every room. */
final class EverywhereRules {

  private static final DescribedPredicate<JavaClass> OUTSIDE_CLI =
      DescribedPredicate.not(Room.CLI.classesHere());

  /**
   * A slice for each package; RTCP speaks of RTP's sources and RTP's statistics go into RTCP: these
   * two are one.
   */
  private static final SliceAssignment PACKAGES =
      new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
          String name = type.getPackageName();
          return SliceIdentifier.of(
              name.equals("org.vivavoce.rtp.rtcp") ? "org.vivavoce.rtp" : name);
        }

        @Override
        public String getDescription() {
          return "packages";
        }
      };

  private EverywhereRules() {}

  static List<Rule> rules() {
    return List.of(
        noCycles(),
        everyClassHasARoom(),
        standardStreamsBelongToTheCommandLine(),
        onlyTheCommandLineEndsTheJvm(),
        nobodySetsSystemProperties(),
        nobodyPrintsStackTraces(),
        nobodySleeps(),
        nobodyLooksInsideTheJdk(),
        nobodyUsesNativeCode(),
        nobodySerializes(),
        javaLoggingIsForQuietingOthers(),
        failuresHaveNames(),
        publicClassesAreFinal());
  }

  private static Rule noCycles() {
    return new Rule(
        slices()
            .assignedFrom(PACKAGES)
            .should()
            .beFreeOfCycles()
            .as("packages do not depend on each other in circles"),
        List.of(
            // The two use each other.
            Offender.declaring(
                "org.vivavoce.rtp.opus",
                "public final class Offender { org.vivavoce.rtp.Next other; }"),
            Offender.declaring(
                "org.vivavoce.rtp",
                "public final class Offender { org.vivavoce.rtp.opus.Previous other; }")));
  }

  private static Rule everyClassHasARoom() {
    DescribedPredicate<JavaClass> room = DescribedPredicate.alwaysFalse();
    for (Room each : Room.values()) {
      room = room.or(each.classesHere());
    }
    return new Rule(
        classes()
            .should(ArchCondition.from(room.as("live in a room")))
            .as("every class lives in a room"),
        List.of(Offender.having("org.vivavoce.attic", "")));
  }

  private static Rule standardStreamsBelongToTheCommandLine() {
    return new Rule(
        noClasses()
            .that(OUTSIDE_CLI)
            .should()
            .accessTargetWhere(Access.to("java.lang.System", "out", "err", "in", "console"))
            .as("only the command line uses the standard streams"),
        List.of(
            Offender.doing("org.vivavoce.call", "System.out.println();"),
            Offender.doing("org.vivavoce.ice", "System.err.println();"),
            Offender.doing("org.vivavoce.media", "System.in.read();")));
  }

  private static Rule onlyTheCommandLineEndsTheJvm() {
    return new Rule(
        noClasses()
            .that(OUTSIDE_CLI)
            .should()
            .accessTargetWhere(
                Access.to("java.lang.System", "exit")
                    .or(Access.to("java.lang.Runtime", "exit", "halt", "addShutdownHook")))
            .as("only the command line ends the JVM"),
        List.of(
            Offender.doing("org.vivavoce.call", "System.exit(1);"),
            Offender.doing("org.vivavoce.ice", "Runtime.getRuntime().halt(1);"),
            Offender.doing(
                "org.vivavoce.dtls", "Runtime.getRuntime().addShutdownHook(new Thread());")));
  }

  private static Rule nobodySetsSystemProperties() {
    return new Rule(
        noClasses()
            .that(OUTSIDE_CLI.and(DescribedPredicate.not(Room.ICE.classesHere())))
            .should()
            .accessTargetWhere(Access.to("java.lang.System", "setProperty", "setProperties"))
            .as("a library does not change the JVM's properties; ice4j alone leaves ice no choice"),
        List.of(Offender.doing("org.vivavoce.dtls", "System.setProperty(\"a\", \"b\");")));
  }

  private static Rule nobodyPrintsStackTraces() {
    return new Rule(
        noClasses()
            .should()
            .accessTargetWhere(
                Access.to("java.lang.Throwable", "printStackTrace")
                    .or(Access.to("java.lang.Thread", "dumpStack")))
            .as("nobody prints stack traces"),
        List.of(
            Offender.doing("org.vivavoce.cli", "new Exception().printStackTrace();"),
            Offender.doing("org.vivavoce.ice", "new java.io.IOException().printStackTrace();"),
            Offender.doing("org.vivavoce.ice", "Thread.dumpStack();")));
  }

  private static Rule nobodySleeps() {
    return new Rule(
        noClasses()
            .should()
            .accessTargetWhere(
                Access.to("java.lang.Thread", "sleep")
                    .or(Access.to("java.util.concurrent.TimeUnit", "sleep")))
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(java.util.Timer.class, java.util.TimerTask.class)
            .as("nobody sleeps, nobody uses java.util.Timer"),
        List.of(
            Offender.doing("org.vivavoce.ice", "Thread.sleep(1);"),
            Offender.doing("org.vivavoce.cli", "java.util.concurrent.TimeUnit.DAYS.sleep(1);"),
            Offender.doing("org.vivavoce.media", "new java.util.Timer();")));
  }

  private static Rule nobodyLooksInsideTheJdk() {
    return new Rule(
        noClasses()
            .should()
            .dependOnClassesThat(
                resideInAnyPackage("sun..", "jdk..", "com.sun..").as("are the JDK's own"))
            .as("nobody looks inside the JDK: no sun.misc.Unsafe, no jdk.internal"),
        List.of(
            Offender.having("org.vivavoce.rtp", "sun.misc.Unsafe unsafe;"),
            Offender.having("org.vivavoce.dtls", "com.sun.net.httpserver.HttpServer server;"),
            Offender.having("org.vivavoce.cli", "jdk.net.ExtendedSocketOptions options;")));
  }

  private static Rule nobodyUsesNativeCode() {
    return new Rule(
        CompositeArchRule.of(
                noMethods().should().haveModifier(JavaModifier.NATIVE).allowEmptyShould(true))
            .and(
                noClasses()
                    .should()
                    .accessTargetWhere(
                        Access.to("java.lang.System", "load", "loadLibrary")
                            .or(Access.to("java.lang.Runtime", "load", "loadLibrary")))
                    .orShould()
                    .dependOnClassesThat(resideInAPackage("java.lang.foreign..")))
            .as("nobody declares native methods or loads libraries"),
        List.of(
            Offender.having("org.vivavoce.srtp", "native void encrypt();"),
            Offender.doing("org.vivavoce.media", "System.load(\"/x\");"),
            Offender.doing("org.vivavoce.media", "System.loadLibrary(\"x\");"),
            Offender.doing("org.vivavoce.media", "Runtime.getRuntime().loadLibrary(\"x\");")));
  }

  private static Rule nobodySerializes() {
    return new Rule(
        noClasses()
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(java.io.ObjectInputStream.class, java.io.ObjectOutputStream.class)
            .as("nobody uses Java serialization"),
        List.of(Offender.having("org.vivavoce.signaling", "java.io.ObjectInputStream in;")));
  }

  private static Rule javaLoggingIsForQuietingOthers() {
    return new Rule(
        noClasses()
            .that(OUTSIDE_CLI.and(DescribedPredicate.not(Room.ICE.classesHere())))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.util.logging..")
            .as("java.util.logging is for the command line, and for ice to quiet ice4j"),
        List.of(Offender.having("org.vivavoce.call", "java.util.logging.Logger logger;")));
  }

  private static Rule failuresHaveNames() {
    return new Rule(
        noClasses()
            .should()
            .accessTargetWhere(
                Access.matching(
                    "new RuntimeException, new Exception, new Throwable or new Error",
                    access ->
                        access.getName().equals("<init>")
                            && !isSuperCall(access)
                            && List.of(
                                    "java.lang.RuntimeException",
                                    "java.lang.Exception",
                                    "java.lang.Throwable",
                                    "java.lang.Error")
                                .contains(access.getTargetOwner().getName())))
            .as("a failure has a name of its own"),
        List.of(
            Offender.doing("org.vivavoce.ice", "throw new RuntimeException(\"x\");"),
            Offender.doing("org.vivavoce.call", "throw new Exception();"),
            Offender.doing("org.vivavoce.media", "throw new Error();")));
  }

  private static Rule publicClassesAreFinal() {
    return new Rule(
        classes()
            .that()
            .arePublic()
            .and()
            .areNotInterfaces()
            .and()
            .areNotEnums()
            .and(DescribedPredicate.not(assignableTo(Throwable.class)))
            .should()
            .haveModifier(JavaModifier.FINAL)
            .orShould()
            .haveModifier(JavaModifier.ABSTRACT)
            .as("public classes are final, or abstract: an API is not extended by accident"),
        List.of(Offender.declaring("org.vivavoce.ice", "public class Offender {}")));
  }

  private static boolean isSuperCall(JavaAccess<?> access) {
    return access.getOrigin().getName().equals("<init>")
        && access.getOriginOwner().isAssignableTo(access.getTargetOwner().getName());
  }
}
