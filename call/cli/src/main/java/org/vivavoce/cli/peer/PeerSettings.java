package org.vivavoce.cli.peer;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import org.vivavoce.ice.IceServer;
import org.vivavoce.media.InputDevice;
import org.vivavoce.peer.PeerConfiguration;
import org.vivavoce.peer.RtpCodec;

/**
 * What the options ask for, checked.
 *
 * @param offers whether we begin
 * @param nanos how long sound flows once the connection is up
 * @param source what is said; null: nothing
 * @param recording where what is heard goes; null: nowhere
 * @param videoEcho whether video is taken and sent back; otherwise it is refused
 * @param data what is done with data channels
 * @param trickle whether candidates go one by one
 * @param iceServers STUN and TURN servers
 * @param relayOnly whether only relayed candidates are used
 * @param loopback whether loopback addresses are candidates too
 * @param bind the only local address to use; null: all
 * @param timing whether times are told
 */
record PeerSettings(
    boolean offers,
    long nanos,
    InputDevice source,
    Path recording,
    boolean videoEcho,
    DataUse data,
    boolean trickle,
    List<IceServer> iceServers,
    boolean relayOnly,
    boolean loopback,
    InetAddress bind,
    boolean timing) {

  PeerConfiguration configuration() {
    PeerConfiguration.Builder configuration =
        PeerConfiguration.builder()
            .iceServers(iceServers)
            .ice(
                b -> {
                  b.relayOnly(relayOnly).loopback(loopback);
                  return bind == null ? b : b.bindAddress(bind);
                });
    if (!videoEcho) {
      configuration.codecs(List.of(RtpCodec.OPUS));
    }
    return configuration.build();
  }
}
