package org.vivavoce.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Set;

/**
 * What the protocol cores may not touch: clocks, randomness, threads, sockets and files. Time and
 * randomness come in as parameters, so that a test can run an hour in a second and replay a failure
 * by its seed.
 */
final class CoreRules {

  /**
   * The cores, by package. DTLS and ICE are not among them: their libraries have threads and
   * sockets of their own.
   */
  private static final String[] PACKAGES = {
    "org.vivavoce.srtp..",
    "org.vivavoce.sctp..",
    "org.vivavoce.datachannel..",
    "org.vivavoce.rtp..",
    "org.vivavoce.sdp..",
    "org.vivavoce.signaling.."
  };

  /**
   * What lies in a core's package and is an edge all the same: it delivers messages, or makes keys
   * and names.
   */
  private static final Set<String> EDGES =
      Set.of(
          "org.vivavoce.signaling.InProcessPubSub",
          "org.vivavoce.signaling.QueuedSubscription",
          "org.vivavoce.signaling.Identity",
          "org.vivavoce.signaling.CallId");

  /**
   * The package of libp2p's host: sockets, its one thread, its clock and its keys. The packages
   * below it are cores.
   */
  private static final String EDGE_PACKAGE = "org.vivavoce.signaling.libp2p";

  /** Another client's threads and sockets. */
  private static final String NATS_PACKAGE = "org.vivavoce.signaling.nats";

  private static final String CORE = "org.vivavoce.rtp";

  private CoreRules() {}

  static List<Rule> rules() {
    return List.of(noClock(), noRandomness(), noThreads(), noSocketsAndFiles());
  }

  /** The classes that these rules are about. */
  static DescribedPredicate<JavaClass> cores() {
    return resideInAnyPackage(PACKAGES)
        .and(DescribedPredicate.not(resideInAPackage(EDGE_PACKAGE)))
        .and(DescribedPredicate.not(resideInAPackage(NATS_PACKAGE)))
        .and(
            DescribedPredicate.describe(
                "are no edges", type -> !EDGES.contains(outermost(type).getName())))
        .as("are protocol cores");
  }

  /** The names of the edges, to check that they exist. */
  static Set<String> edges() {
    return EDGES;
  }

  private static Rule noClock() {
    return new Rule(
        noClasses()
            .that(cores())
            .should()
            .accessTargetWhere(
                Access.to("java.lang.System", "nanoTime", "currentTimeMillis")
                    .or(Access.to("java.util.Date", "<init>"))
                    .or(Access.to("java.util.Calendar", "getInstance"))
                    .or(Access.to("java.util.GregorianCalendar", "<init>"))
                    .or(
                        Access.matching(
                            "any clock of java.time",
                            access ->
                                access.getTargetOwner().getPackageName().startsWith("java.time")
                                    && access.getName().matches("now|(system|tick).*")))
                    .as("read a clock"))
            .as("protocol cores read no clock"),
        List.of(
            Offender.doing(CORE, "System.nanoTime();"),
            Offender.doing("org.vivavoce.srtp", "System.currentTimeMillis();"),
            Offender.doing(
                "org.vivavoce.sdp", "java.util.function.LongSupplier s = System::nanoTime;"),
            Offender.doing("org.vivavoce.signaling", "java.time.Instant.now();"),
            Offender.doing("org.vivavoce.rtp.jitter", "java.time.LocalDateTime.now();"),
            Offender.doing(CORE, "java.time.Clock.systemUTC();"),
            Offender.doing(CORE, "java.time.Clock.tickMillis(java.time.ZoneOffset.UTC);"),
            Offender.doing(CORE, "new java.util.Date();"),
            Offender.doing(CORE, "java.util.Calendar.getInstance();")));
  }

  private static Rule noRandomness() {
    return new Rule(
        noClasses()
            .that(cores())
            .should()
            .accessTargetWhere(
                Access.matching(
                        "new Random()",
                        access ->
                            isOneOf(access, "java.util.Random", "java.util.SplittableRandom")
                                && access.getName().equals("<init>")
                                && access.getDescription().contains("<init>()>"))
                    .or(Access.to("java.security.SecureRandom", "<init>"))
                    .or(Access.to("java.security.SecureRandom", "getInstance"))
                    .or(Access.to("java.security.SecureRandom", "getInstanceStrong"))
                    .or(Access.to("java.util.concurrent.ThreadLocalRandom", "current"))
                    .or(Access.to("java.util.random.RandomGenerator", "of", "getDefault"))
                    .or(Access.to("java.util.random.RandomGeneratorFactory", "create"))
                    .or(Access.to("java.lang.Math", "random"))
                    .or(Access.to("java.lang.StrictMath", "random"))
                    .or(Access.to("java.util.UUID", "randomUUID"))
                    .or(Access.to("java.security.KeyPairGenerator", "getInstance"))
                    .or(Access.to("javax.crypto.KeyGenerator", "getInstance"))
                    .or(
                        Access.matching(
                            "Collections.shuffle without a Random",
                            access ->
                                isOneOf(access, "java.util.Collections")
                                    && access
                                        .getDescription()
                                        .contains("shuffle(java.util.List)>")))
                    .as("make randomness"))
            .as("protocol cores make no randomness"),
        List.of(
            Offender.doing(CORE, "new java.util.Random();"),
            Offender.doing(CORE, "new java.util.SplittableRandom();"),
            Offender.doing("org.vivavoce.srtp", "new java.security.SecureRandom();"),
            Offender.doing(CORE, "java.security.SecureRandom.getInstance(\"DRBG\");"),
            Offender.doing(CORE, "java.security.SecureRandom.getInstanceStrong();"),
            Offender.doing(CORE, "java.util.concurrent.ThreadLocalRandom.current();"),
            Offender.doing(CORE, "java.util.random.RandomGenerator.getDefault();"),
            Offender.doing(CORE, "java.util.random.RandomGeneratorFactory.getDefault().create();"),
            Offender.doing("org.vivavoce.sdp", "Math.random();"),
            Offender.doing(CORE, "StrictMath.random();"),
            Offender.doing("org.vivavoce.signaling", "java.util.UUID.randomUUID();"),
            Offender.doing(CORE, "java.security.KeyPairGenerator.getInstance(\"EC\");"),
            Offender.doing(CORE, "javax.crypto.KeyGenerator.getInstance(\"AES\");"),
            Offender.doing(
                CORE, "java.util.Collections.shuffle(new java.util.ArrayList<String>());")));
  }

  private static Rule noThreads() {
    return new Rule(
        noClasses()
            .that(cores())
            .should()
            .dependOnClassesThat(
                named(
                    "java.lang.Thread",
                    "java.lang.Thread$Builder",
                    "java.lang.ThreadGroup",
                    "java.util.Timer",
                    "java.util.TimerTask",
                    "java.util.concurrent.BlockingQueue",
                    "java.util.concurrent.CompletableFuture",
                    "java.util.concurrent.CountDownLatch",
                    "java.util.concurrent.Executor",
                    "java.util.concurrent.ExecutorService",
                    "java.util.concurrent.Executors",
                    "java.util.concurrent.ForkJoinPool",
                    "java.util.concurrent.ScheduledExecutorService",
                    "java.util.concurrent.ThreadPoolExecutor",
                    "java.util.concurrent.locks.LockSupport"))
            .orShould()
            .accessTargetWhere(
                Access.to("java.util.Collection", "parallelStream")
                    .or(Access.to("java.util.stream.BaseStream", "parallel"))
                    .or(Access.to("java.lang.Object", "wait", "notify", "notifyAll"))
                    .as("leave the caller's thread"))
            .as("protocol cores neither start threads nor wait for them"),
        List.of(
            Offender.doing(CORE, "new Thread(() -> {}).start();"),
            Offender.declaring("org.vivavoce.srtp", "class Offender extends Thread {}"),
            Offender.doing(CORE, "java.util.concurrent.Executors.newCachedThreadPool();"),
            Offender.doing(CORE, "java.util.concurrent.CompletableFuture.runAsync(() -> {});"),
            Offender.doing(CORE, "java.util.concurrent.ForkJoinPool.commonPool();"),
            Offender.doing(CORE, "new java.util.Timer();"),
            Offender.doing(EDGE_PACKAGE + ".yamux", "new Thread(() -> {}).start();"),
            Offender.doing(CORE, "java.util.concurrent.locks.LockSupport.parkNanos(1);"),
            Offender.doing("org.vivavoce.sdp", "java.util.List.of(1).parallelStream();"),
            Offender.doing(CORE, "java.util.stream.Stream.of(1).parallel();"),
            Offender.doing("org.vivavoce.signaling", "synchronized (this) { wait(); }"),
            Offender.having(CORE, "java.util.concurrent.BlockingQueue<String> queue;")));
  }

  private static Rule noSocketsAndFiles() {
    return new Rule(
        noClasses()
            .that(cores())
            .should()
            .dependOnClassesThat(
                resideInAnyPackage("java.net..", "java.nio.channels..", "java.nio.file..")
                    .or(
                        named(
                            "java.io.Console",
                            "java.io.File",
                            "java.io.FileDescriptor",
                            "java.io.FileInputStream",
                            "java.io.FileOutputStream",
                            "java.io.FileReader",
                            "java.io.FileWriter",
                            "java.io.RandomAccessFile",
                            "java.lang.Process",
                            "java.lang.ProcessBuilder",
                            "java.lang.ProcessHandle"))
                    .as("are sockets, files or processes"))
            .as("protocol cores open no socket and no file"),
        List.of(
            Offender.doing(CORE, "new java.net.DatagramSocket();"),
            Offender.doing("org.vivavoce.sdp", "java.net.InetAddress.getByName(\"localhost\");"),
            Offender.doing(CORE, "java.nio.channels.DatagramChannel.open();"),
            Offender.doing("org.vivavoce.rtp.opus", "java.nio.file.Files.readAllBytes(null);"),
            Offender.doing("org.vivavoce.rtp.opus", "new java.io.FileInputStream(\"x\");"),
            Offender.doing(CORE, "new java.io.RandomAccessFile(\"x\", \"r\");"),
            Offender.doing("org.vivavoce.srtp", "new java.io.FileWriter(\"x\");"),
            Offender.doing("org.vivavoce.signaling", "new ProcessBuilder();")));
  }

  private static DescribedPredicate<JavaClass> named(String... names) {
    Set<String> set = Set.of(names);
    return DescribedPredicate.describe("are " + set, type -> set.contains(type.getName()));
  }

  private static boolean isOneOf(JavaAccess<?> access, String... owners) {
    return List.of(owners).contains(access.getTargetOwner().getName());
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(CoreRules::outermost).orElse(type);
  }
}
