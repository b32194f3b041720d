package org.vivavoce.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.vivavoce.media.InputDevice;
import org.vivavoce.media.InputDevices;
import org.vivavoce.media.PcmFormat;
import org.vivavoce.rtp.opus.OggOpusReader;

/** The bundled recordings. How they were made: {@code src/main/speech/make-speech.sh}. */
enum Speech {
  /** Two women and a man over a letter. */
  ALICE("alice"),
  /** Two men and a woman about a boat. */
  BOB("bob");

  private static final int MAX_SECONDS = 60;

  private final String name;

  /** Decoded once. */
  private short[] pcm;

  Speech(String name) {
    this.name = name;
  }

  /** The file within the jar. */
  String resource() {
    return "speech/" + name + ".ogg";
  }

  /** All of it: mono at 48 kHz. */
  synchronized short[] pcm() {
    if (pcm == null) {
      try (InputStream in = Speech.class.getResourceAsStream(resource())) {
        if (in == null) {
          throw new AssertionError(resource() + " is not in the jar");
        }
        pcm = OggOpusReader.readMono(in, MAX_SECONDS);
      } catch (IOException e) {
        throw new UncheckedIOException("our own " + resource() + " cannot be read", e);
      }
    }
    return pcm.clone();
  }

  InputDevice device() {
    return InputDevices.pcm(name, pcm(), PcmFormat.MONO_48K, false);
  }
}
