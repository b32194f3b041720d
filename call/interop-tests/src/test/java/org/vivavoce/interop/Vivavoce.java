package org.vivavoce.interop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Our side: {@code vivavoce.jar peer} on the kind of JVM that runs the tests. */
final class Vivavoce {
  /** What {@code --audio-in tone} sends. */
  static final double HERTZ = 440;

  private static final int FIRST_DENYING_JDK = 24;

  private Vivavoce() {}

  /** Starts the shipped command; what it hears is in {@code vivavoce.wav}. */
  static PeerProcess peer(
      Path folder, NetworkNamespace network, String role, double seconds, String... options)
      throws IOException {
    List<String> command = java();
    command.addAll(List.of("-jar", House.JAR.toString(), "peer", role));
    command.addAll(List.of("--seconds", Double.toString(seconds)));
    command.addAll(List.of("--audio-out", recording(folder).toString()));
    command.addAll(List.of(options));
    return PeerProcess.start("vivavoce", folder, network, command);
  }

  /** Starts {@code listen}, {@code call} or {@code node}, in a folder that is its home too. */
  static PeerProcess command(
      String name, Path folder, NetworkNamespace network, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("env", "XDG_CONFIG_HOME=" + folder));
    command.addAll(java());
    command.addAll(List.of("-jar", House.JAR.toString()));
    command.addAll(arguments);
    return PeerProcess.start(name, folder, network, command);
  }

  static Path recording(Path folder) {
    return folder.resolve("vivavoce.wav");
  }

  /** The JVM's own command, before what it runs. */
  static List<String> java() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    if (Runtime.version().feature() >= FIRST_DENYING_JDK) {
      command.add("--illegal-native-access=deny");
    }
    return command;
  }
}
