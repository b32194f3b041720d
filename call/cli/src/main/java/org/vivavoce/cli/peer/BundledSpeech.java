package org.vivavoce.cli.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.vivavoce.media.InputDevice;
import org.vivavoce.media.InputDevices;
import org.vivavoce.media.PcmFormat;
import org.vivavoce.rtp.opus.OggOpusReader;

/** The recording in the jar that {@code --audio-in speech} says. */
final class BundledSpeech {
  private static final String RESOURCE = "/org/vivavoce/cli/speech/alice.ogg";
  private static final int MAX_SECONDS = 60;

  private BundledSpeech() {}

  static InputDevice device() {
    try (InputStream in = BundledSpeech.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new AssertionError(RESOURCE + " is not in the jar");
      }
      return InputDevices.pcm(
          "speech", OggOpusReader.readMono(in, MAX_SECONDS), PcmFormat.MONO_48K, false);
    } catch (IOException e) {
      throw new UncheckedIOException("our own " + RESOURCE + " cannot be read", e);
    }
  }
}
