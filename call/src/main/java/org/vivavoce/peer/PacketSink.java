package org.vivavoce.peer;

import org.vivavoce.rtp.AudioLevel;

/** Takes the RTP packets of a {@link RemoteTrack}, decrypted, in the order of their arrival. */
@FunctionalInterface
public interface PacketSink {
  /**
   * One packet. Called on the network thread: copy what is needed and return soon.
   *
   * @param buffer holds the payload; the caller's again on return
   * @param offset where the payload begins
   * @param length its bytes, padding taken off
   * @param sequenceNumber 0 to 65,535
   * @param timestamp 0 to 4,294,967,295, in units of the codec's clock
   * @param marker the RTP marker
   * @param payloadType which of the negotiated codecs
   * @param arrivalNanos when the datagram was read ({@code System.nanoTime})
   */
  void onPacket(
      byte[] buffer,
      int offset,
      int length,
      int sequenceNumber,
      long timestamp,
      boolean marker,
      int payloadType,
      long arrivalNanos);

  /**
   * How loud the sender says the next packet's audio is, where that was negotiated (RFC 6464).
   * Called on the network thread, right before {@link #onPacket}.
   *
   * @param level as it was received
   */
  default void onAudioLevel(AudioLevel level) {}

  /**
   * The packets that follow come from another source (SSRC): their sequence numbers and timestamps
   * have nothing to do with those before. Called on the network thread.
   */
  default void onSourceChange() {}
}
