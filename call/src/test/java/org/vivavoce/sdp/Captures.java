package org.vivavoce.sdp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What browsers really sent. */
final class Captures {
  static final String CHROMIUM_OFFER = "chromium-offer.sdp";
  static final String CHROMIUM_ANSWER = "chromium-answer.sdp";
  static final String FIREFOX_OFFER = "firefox-offer.sdp";
  static final String FIREFOX_ANSWER = "firefox-answer.sdp";

  private Captures() {}

  /** The text with CRLF line ends, whatever the checkout made of them. */
  static String text(String name) {
    try (InputStream in = Captures.class.getResourceAsStream(name)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.replace("\r\n", "\n").replace("\n", "\r\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static SessionDescription parsed(String name) throws SdpException {
    return SessionDescription.parse(text(name));
  }
}
