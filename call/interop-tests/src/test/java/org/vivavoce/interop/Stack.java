package org.vivavoce.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Somebody else's stack, run as a script that speaks the lines of {@code vivavoce peer}. */
enum Stack {
  WRTC {
    @Override
    void require() {
      Installed.npm("@roamhq/wrtc", "libwebrtc");
    }

    @Override
    List<String> command(Path folder) {
      return List.of("node", House.script("js/wrtc.mjs").toString());
    }
  },
  WERIFT {
    @Override
    void require() {
      Installed.npm("werift", "werift");
      Installed.program("opusdec", "werift", "opus-tools");
    }

    @Override
    List<String> command(Path folder) {
      return List.of("node", House.script("js/werift.mjs").toString());
    }

    @Override
    boolean decodes() {
      return false;
    }
  },
  PION {
    @Override
    void require() {
      Installed.program("go", "pion", "golang-go");
      Installed.file(
          GO_PACKAGES + "/github.com/pion/webrtc", "pion", "golang-github-pion-webrtc.v3-dev");
      Installed.program("opusdec", "pion", "opus-tools");
    }

    @Override
    List<String> command(Path folder) throws IOException {
      return List.of(PionBuild.program().toString());
    }

    @Override
    boolean decodes() {
      return false;
    }
  },
  AIORTC {
    @Override
    void require() {
      Installed.file("/usr/lib/python3/dist-packages/aiortc", "aiortc", "python3-aiortc");
    }

    @Override
    List<String> command(Path folder) {
      return List.of(PYTHON, House.script("py/aiortc_peer.py").toString());
    }
  },
  NODE_DATACHANNEL {
    @Override
    void require() {
      Installed.npm("node-datachannel", "libdatachannel");
    }

    @Override
    List<String> command(Path folder) {
      return List.of("node", House.script("js/node-datachannel.mjs").toString());
    }
  },
  GSTREAMER {
    @Override
    void require() {
      for (String plugin : List.of("webrtc", "nice", "dtls", "srtp", "opus")) {
        Installed.gstreamer(plugin);
      }
      Installed.file("/usr/lib/python3/dist-packages/gi", "GStreamer", "python3-gi");
    }

    @Override
    List<String> command(Path folder) {
      return List.of(PYTHON, House.script("py/gstreamer_peer.py").toString());
    }
  };

  /** What they all send that send sound. */
  static final double HERTZ = 660;

  static final String GO_PACKAGES = "/usr/share/gocode/src";

  /** Debian's own, for which its packages are. */
  private static final String PYTHON = "/usr/bin/python3";

  /** Skips the test, or fails it, where it is not installed. */
  abstract void require();

  /** The program and what comes before the role. */
  abstract List<String> command(Path folder) throws IOException;

  /** Whether it has a codec; otherwise it takes and gives packets. */
  boolean decodes() {
    return true;
  }

  /** The WAV file of what it heard. */
  Path recording(Path folder) throws IOException {
    Path wav = folder.resolve("theirs.wav");
    if (!decodes()) {
      Path ogg = folder.resolve("heard.opus");
      OpusFiles.packetsToOgg(folder.resolve("heard.packets"), ogg);
      OpusFiles.decode(ogg, wav);
    }
    return wav;
  }

  /** Starts it; once connected, it goes on until its input ends. */
  PeerProcess start(Path folder, NetworkNamespace network, String role, String... options)
      throws IOException {
    return start(folder, network, role, Said.PATIENCE_SECONDS, options);
  }

  /** The same for so many seconds at most. */
  PeerProcess start(
      Path folder, NetworkNamespace network, String role, int seconds, String... options)
      throws IOException {
    Files.createDirectories(folder);
    List<String> command = new ArrayList<>(command(folder));
    command.addAll(List.of(role, "--seconds", Integer.toString(seconds)));
    command.addAll(List.of("--hertz", Integer.toString((int) HERTZ)));
    command.addAll(List.of(options));
    if (decodes()) {
      command.addAll(List.of("--out", folder.resolve("theirs.wav").toString()));
    } else {
      Path tone = folder.resolve("tone.packets");
      OpusFiles.tonePackets(tone, HERTZ);
      command.addAll(List.of("--in", tone.toString()));
      command.addAll(List.of("--out", folder.resolve("heard.packets").toString()));
    }
    return PeerProcess.start("theirs", folder, network, command);
  }
}
