package org.vivavoce.peer;

/** How far the search for our own candidates is (WebRTC 1.0, RTCIceGatheringState). */
public enum IceGatheringState {
  /** Not begun: no local description yet. */
  NEW,
  /** Under way. */
  GATHERING,
  /** No more candidates will come. */
  COMPLETE
}
