package org.vivavoce.peer;

import java.util.List;

/**
 * One m-line of a session, as far as both sides know it. Immutable; a negotiation makes new ones.
 * What an m-line can be is sealed, so that whoever adds another kind is told by the compiler where
 * it matters.
 */
sealed interface MediaSection permits RtpSection, DataSection, RejectedSection {

  /** Its identification. */
  String mid();

  /** The m-line's media: audio, video, application or something unknown. */
  String kindText();

  /** The m-line's protocol field. */
  String protocol();

  /** Its formats as offered; what a rejected m-line repeats. */
  List<String> formats();

  /** Whether nothing flows on it: its port is zero. */
  default boolean rejected() {
    return this instanceof RejectedSection;
  }

  /** Whether it belongs to this transceiver. */
  default boolean of(RtpTransceiver transceiver) {
    return this instanceof RtpSection rtp && rtp.transceiver() == transceiver;
  }

  /** The same with port zero. */
  default RejectedSection reject() {
    return new RejectedSection(mid(), kindText(), protocol(), formats());
  }
}
