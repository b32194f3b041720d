package org.vivavoce.cli.peer;

import org.vivavoce.peer.PeerConnection;
import org.vivavoce.peer.RtcDataChannel;

/** What {@code --data} does with data channels. */
interface DataPart {
  /** Makes channels of ours; before the first description, if we offer. */
  void open(PeerConnection connection);

  /** Takes a channel of theirs; on the connection's loop. */
  void answer(RtcDataChannel channel);
}
