package org.vivavoce.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.vivavoce.call.ControllerConfig;
import org.vivavoce.cli.peer.IceOptions;
import org.vivavoce.ice.IceServer;
import org.vivavoce.media.InputDevice;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What {@code listen} and {@code call} have in common: how one talks and by which path. */
final class TalkOptions {
  private static final double MIN_SECONDS = 1;
  private static final double MAX_SECONDS = 12 * 3_600;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--source",
      paramLabel = "SOURCE",
      defaultValue = "speech",
      description = "what you say: speech, tone or a WAV file (default: ${DEFAULT-VALUE})")
  private String source;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "vivavoce-call",
      description =
          "folder for the WAV file of what you hear; made if it is missing"
              + " (default: ${DEFAULT-VALUE})")
  private Path out;

  @Mixin private SoundOptions sound;
  @Mixin private IceOptions ice;

  @Option(names = "--json", description = "print one JSON object instead of the table")
  private boolean json;

  /** Whether keys are read while one talks. */
  boolean keys() {
    return sound.keys();
  }

  boolean json() {
    return json;
  }

  /** Checks a length of time in seconds; the result is in nanoseconds. */
  long nanos(String option, double seconds) {
    // A negated comparison, so that NaN is refused too.
    if (!(seconds >= MIN_SECONDS && seconds <= MAX_SECONDS)) {
      throw wrong(
          option + " " + DemoCommand.number(seconds) + ": 1 to 43200 (twelve hours) are allowed");
    }
    return (long) (seconds * 1e9);
  }

  Source source() {
    try {
      return Source.parse(source);
    } catch (IOException e) {
      throw wrong(e.getMessage());
    }
  }

  /**
   * How one speaks and hears.
   *
   * @param otherwise what is said where no microphone was chosen
   */
  PersonSound.Devices devices(InputDevice otherwise) {
    return sound.devices(otherwise);
  }

  /** Made and tried. */
  Recordings recordings(String name, Source read) {
    try {
      List<String> names = List.of(name);
      Recordings recordings = Recordings.prepare(out, names);
      recordings.refuseToOverwrite(read.file().stream().toList(), names);
      return recordings;
    } catch (IOException e) {
      throw wrong(e.getMessage());
    }
  }

  /** How to connect, and how long others' telephones may ring. */
  ControllerConfig controller(long ringNanos) {
    return controller().withOfferTimeout(Duration.ofNanos(ringNanos));
  }

  /** How to connect. */
  ControllerConfig controller() {
    List<IceServer> servers = ice.servers();
    boolean relayOnly = ice.relayOnly();
    Optional<InetAddress> only = ice.bindAddress();
    boolean loopback =
        only.map(InetAddress::isLoopbackAddress).orElseGet(LocalNetwork::isLoopbackOnly);
    // One call at a time: whoever calls meanwhile hears that we are busy.
    return ControllerConfig.defaults()
        .withMaxCalls(1)
        .withPeer(
            peer ->
                peer.ice(
                    i -> {
                      i.iceServers(servers).relayOnly(relayOnly).loopback(loopback);
                      return only.map(i::bindAddress).orElse(i);
                    }));
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
