package org.vivavoce.sctp;

/** Puts packets together. */
final class Outbound {
  private final Endpoint endpoint;
  private final SctpConfig config;
  private final Handshake handshake;
  private final PacketWriter packet = new PacketWriter();

  Outbound(Endpoint endpoint) {
    this.endpoint = endpoint;
    this.config = endpoint.config;
    this.handshake = endpoint.handshake;
  }

  int nextPacket(byte[] out, int off, long now) {
    if (endpoint.farewell != null) {
      packet.begin(out, off, config.packetSize);
      packet.put(endpoint.farewell);
      endpoint.farewell = null;
      return finish(endpoint.farewellTag, false);
    }
    if (endpoint.ended) {
      return 0;
    }
    if (handshake.hasAnswer()) {
      packet.begin(out, off, config.packetSize);
      return finish(handshake.writeAnswer(packet), false);
    }
    if (endpoint.transmission == null) {
      packet.begin(out, off, config.packetSize);
      return handshake.writeInit(packet) ? finish(0, false) : 0;
    }
    return nextOfAssociation(out, off, now);
  }

  private int nextOfAssociation(byte[] out, int off, long now) {
    int probe =
        endpoint.path.isHeartbeatDue() && endpoint.state == SctpState.ESTABLISHED
            ? endpoint.path.probeSize()
            : 0;
    if (probe > 0) {
      packet.begin(out, off, probe);
      packet.put(endpoint.path.heartbeat(now));
      packet.pad(probe);
      return finish(handshake.peerTag(), true);
    }
    packet.begin(out, off, Math.max(endpoint.path.packetSize(), endpoint.transmission.oversize()));
    boolean echoes = handshake.writeCookie(packet);
    if (endpoint.state == SctpState.COOKIE_ECHOED) {
      if (!echoes) {
        return 0;
      }
      endpoint.transmission.write(packet, now);
      return finish(handshake.peerTag(), false);
    }
    endpoint.reset.poll(now);
    if (endpoint.path.isHeartbeatDue() && endpoint.state == SctpState.ESTABLISHED) {
      packet.put(endpoint.path.heartbeat(now));
    }
    while (!endpoint.control.isEmpty() && endpoint.control.peek().length <= packet.room()) {
      packet.put(endpoint.control.poll());
    }
    if (endpoint.reception.isSackDue()) {
      endpoint.reception.writeSack(packet);
    }
    endpoint.shutdown.write(packet, endpoint.reception.cumulativeTsn(), now);
    if (endpoint.state.sendsData()) {
      long before = endpoint.counters.bytesSent;
      writeData(now);
      if (endpoint.counters.bytesSent != before) {
        endpoint.path.used(now);
      }
    }
    return packet.isEmpty() ? 0 : finish(handshake.peerTag(), true);
  }

  /** Data, and an acknowledgement that would have waited goes along with it. */
  private void writeData(long now) {
    if (endpoint.reception.maySack() && endpoint.transmission.maySend()) {
      endpoint.reception.writeSack(packet);
    }
    endpoint.transmission.write(packet, now);
  }

  private int finish(int tag, boolean maySkipChecksum) {
    int length = packet.length();
    CommonHeader.write(packet.buf, packet.start(), config.localPort, config.remotePort, tag);
    if (!(maySkipChecksum && endpoint.features.zeroChecksum())) {
      endpoint.header.seal(packet.buf, packet.start(), length);
    }
    endpoint.counters.packetsSent++;
    return length;
  }
}
