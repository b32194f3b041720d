package org.vivavoce.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The rooms, and what each may see: the picture in the README as a table. What is not named is not
 * seen: neither another room nor a library.
 */
enum Room {
  ICE(
      "org.vivavoce.ice",
      "javax.crypto",
      "javax.net.ssl",
      "kotlin",
      "org.ice4j",
      "org.jitsi",
      "org.slf4j"),
  DTLS("org.vivavoce.dtls", "javax.crypto", "javax.security.auth", "org.bouncycastle", "org.slf4j"),
  SRTP("org.vivavoce.srtp", "javax.crypto", "javax.security.auth"),
  SCTP("org.vivavoce.sctp", "javax.crypto"),
  DATACHANNEL("org.vivavoce.datachannel"),
  RTP("org.vivavoce.rtp"),
  OPUS("org.vivavoce.rtp.opus", "io.github.jaredmdobson.concentus", "org.gagravarr"),
  MEDIA("org.vivavoce.media", "javax.sound.sampled", "org.slf4j"),
  SIGNALING(
      "org.vivavoce.signaling",
      "com.fasterxml.jackson",
      "javax.crypto",
      "org.bouncycastle",
      "org.slf4j"),
  LIBP2P("org.vivavoce.signaling.libp2p", "javax.crypto", "org.bouncycastle", "org.slf4j"),
  NATS("org.vivavoce.signaling.nats", "io.nats", "org.slf4j"),
  SDP("org.vivavoce.sdp"),
  PEER("org.vivavoce.peer", "org.slf4j"),
  AUDIO("org.vivavoce.audio", "org.slf4j"),
  RECORDING("org.vivavoce.recording", "org.slf4j"),
  CALL("org.vivavoce.call", "org.slf4j"),
  CLI("org.vivavoce.cli", "com.fasterxml.jackson", "org.slf4j", "picocli");

  private final String packageName;
  private final List<String> libraries;

  Room(String packageName, String... libraries) {
    this.packageName = packageName;
    this.libraries = List.of(libraries);
  }

  String packageName() {
    return packageName;
  }

  /**
   * The rooms that this one may see. The five leaves see none; Opus is a corner of RTP; libp2p and
   * NATS carry signaling, and only who runs a command or an application knows which network it is.
   */
  Set<Room> sees() {
    return switch (this) {
      case DTLS -> EnumSet.of(SRTP);
      case ICE, SRTP, SCTP, MEDIA, SIGNALING, SDP -> EnumSet.noneOf(Room.class);
      case DATACHANNEL -> EnumSet.of(SCTP);
      case LIBP2P, NATS -> EnumSet.of(SIGNALING);
      case RTP -> EnumSet.of(OPUS);
      case OPUS -> EnumSet.of(RTP);
      case PEER -> EnumSet.of(ICE, DTLS, SRTP, SCTP, DATACHANNEL, RTP, OPUS, SDP);
      case AUDIO -> EnumSet.of(RTP, OPUS, MEDIA, PEER);
      case RECORDING -> EnumSet.of(RTP, OPUS, MEDIA);
      case CALL -> EnumSet.complementOf(EnumSet.of(CALL, CLI, LIBP2P, NATS));
      case CLI -> EnumSet.complementOf(EnumSet.of(CLI));
    };
  }

  /** The classes that live here. */
  DescribedPredicate<JavaClass> classesHere() {
    DescribedPredicate<JavaClass> here = resideInAPackage(packageName + "..");
    return switch (this) {
      case RTP -> here.and(DescribedPredicate.not(OPUS.classesHere()));
      case SIGNALING ->
          here.and(DescribedPredicate.not(LIBP2P.classesHere()))
              .and(DescribedPredicate.not(NATS.classesHere()));
      default -> here;
    };
  }

  /** Classes here use the JDK, their own room, the rooms that they may see, and their libraries. */
  Rule rule() {
    DescribedPredicate<JavaClass> allowed = resideInAPackage("java..").or(classesHere());
    List<String> visible = new ArrayList<>();
    for (Room room : sees()) {
      allowed = allowed.or(room.classesHere());
      visible.add(room.name().toLowerCase());
    }
    allowed = allowed.or(resideInAnyPackage(libraryPackages().toArray(String[]::new)));
    return new Rule(
        classes()
            .that(classesHere())
            .should()
            .onlyDependOnClassesThat(allowed)
            .as(
                packageName
                    + " sees only the rooms "
                    + visible
                    + " and the libraries "
                    + libraries),
        offenders());
  }

  private List<String> libraryPackages() {
    return libraries.stream().map(library -> library + "..").toList();
  }

  /**
   * One offender for each room and each library that this one may not see, and for one that nobody
   * knows.
   */
  private List<Offender> offenders() {
    List<Offender> offenders = new ArrayList<>();
    offenders.add(Offender.using(packageName, "com.example.library"));
    offenders.add(Offender.using(packageName, "org.vivavoce.attic"));
    for (Room other : values()) {
      if (other != this && !sees().contains(other)) {
        offenders.add(Offender.using(packageName, other.packageName));
      }
      for (String library : other.libraries) {
        if (!libraries.contains(library) && !library.startsWith("javax.")) {
          offenders.add(Offender.using(packageName, library));
        }
      }
    }
    if (!libraries.contains("javax.crypto")) {
      offenders.add(Offender.having(packageName, "javax.crypto.Cipher cipher;"));
    }
    if (!libraries.contains("javax.sound.sampled")) {
      offenders.add(Offender.having(packageName, "javax.sound.sampled.AudioFormat format;"));
    }
    return offenders.stream().distinct().toList();
  }
}
