package org.vivavoce.cli;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.vivavoce.call.ControllerConfig;
import org.vivavoce.media.OutputDevice;
import org.vivavoce.media.OutputDevices;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.Identity;

/**
 * One end of a call between processes, checked.
 *
 * @param name caller or listener: names the report's entry and the recordings
 * @param identity who it is
 * @param config how to connect
 * @param devices what is said, and where it is heard besides the recordings
 * @param recordings where they go
 * @param keys whether standard input is read while one talks
 */
record CallSettings(
    String name,
    Identity identity,
    ControllerConfig config,
    PersonSound.Devices devices,
    Recordings recordings,
    boolean keys) {

  /** The person, on a network. */
  Person person(Network network, Person.Listener listener) throws IOException {
    Map<Did, Integer> tracks = new HashMap<>();
    return new Person(
        name,
        identity,
        network.pubSub(),
        config,
        devices,
        (person, from) -> ear(person, from, tracks.merge(from, 1, Integer::sum)),
        listener);
  }

  /** A file for each of the others; who comes again in the same call gets another one. */
  private OutputDevice ear(Person person, Did from, int track) {
    String whom = person.remotes().size() > 1 ? Dids.end(from.text()) : "";
    if (track > 1) {
      whom += (whom.isEmpty() ? "" : "-") + track;
    }
    return OutputDevices.wav(whom.isEmpty() ? recordings.of(name) : recordings.of(name, whom));
  }
}
