package org.vivavoce.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Small descriptions to break. */
final class Sdp {
  static final String FINGERPRINT =
      "sha-256 42:03:FD:AC:E1:E3:E6:B3:D3:63:65:9F:10:F2:2E:51:7D:2D:41:00:48:21:5F:A7:CE:9D:86:F5:90:08:F7:05";

  /** Eight lines: session (1 to 5), a media section (6 to 8). */
  static final String SMALL =
      lines(
          "v=0",
          "o=- 1 2 IN IP4 0.0.0.0",
          "s=-",
          "t=0 0",
          "a=group:BUNDLE a",
          "m=audio 9 RTP/AVP 0",
          "c=IN IP4 0.0.0.0",
          "a=mid:a");

  private Sdp() {}

  static String lines(String... lines) {
    return String.join("\r\n", lines) + "\r\n";
  }

  /** A description of one audio section with these attributes, the first of them on line 8. */
  static String audioWith(String... attributes) {
    return lines(
            "v=0",
            "o=- 1 2 IN IP4 0.0.0.0",
            "s=-",
            "t=0 0",
            "a=x",
            "m=audio 9 UDP/TLS/RTP/SAVPF 111 96",
            "c=IN IP4 0.0.0.0")
        + lines(attributes);
  }

  static MediaDescription audio(String... attributes) throws SdpException {
    return SessionDescription.parse(audioWith(attributes)).media().get(0);
  }

  static SdpException refusal(String text) {
    SdpException refusal =
        catchThrowableOfType(SdpException.class, () -> SessionDescription.parse(text));
    assertThat(refusal).as("refusal of %s", text.length() > 300 ? "a long text" : text).isNotNull();
    assertThat(refusal.problem()).isNotBlank();
    assertThat(refusal.allowed()).isNotBlank();
    return refusal;
  }
}
