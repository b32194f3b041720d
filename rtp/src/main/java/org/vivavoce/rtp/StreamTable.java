package org.vivavoce.rtp;

import java.util.ArrayList;
import java.util.List;

/**
 * A session's streams. Few enough that searching them takes less than hashing, and allocates
 * nothing.
 */
final class StreamTable {
  private final List<RtpSendStream> sent = new ArrayList<>();
  private final List<RtpReceiveStream> received = new ArrayList<>();

  /** The list itself. */
  List<RtpSendStream> sent() {
    return sent;
  }

  /** The list itself. */
  List<RtpReceiveStream> received() {
    return received;
  }

  /** The stream that we send under this SSRC, or null. */
  RtpSendStream send(int ssrc) {
    for (int i = 0; i < sent.size(); i++) {
      if (sent.get(i).ssrc().value() == ssrc) {
        return sent.get(i);
      }
    }
    return null;
  }

  /** The stream that we receive under this SSRC, or null. */
  RtpReceiveStream receive(int ssrc) {
    for (int i = 0; i < received.size(); i++) {
      if (received.get(i).ssrc().value() == ssrc) {
        return received.get(i);
      }
    }
    return null;
  }

  /** How many streams, of both sides, have sent media in the time given. */
  int sendersSince(long sinceNanos) {
    int senders = 0;
    for (RtpSendStream stream : sent) {
      if (stream.sentSince(sinceNanos)) {
        senders++;
      }
    }
    for (RtpReceiveStream stream : received) {
      if (stream.sentSince(sinceNanos)) {
        senders++;
      }
    }
    return senders;
  }

  /** How many streams of the far end were heard in the time given. */
  int heardSince(long sinceNanos) {
    int heard = 0;
    for (RtpReceiveStream stream : received) {
      if (stream.heardSince(sinceNanos)) {
        heard++;
      }
    }
    return heard;
  }
}
