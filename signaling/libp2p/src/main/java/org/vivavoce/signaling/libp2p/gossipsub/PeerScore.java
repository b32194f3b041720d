package org.vivavoce.signaling.libp2p.gossipsub;

/**
 * How a peer has behaved (gossipsub v1.1, "Peer Scoring"), by four of its terms.
 *
 * <pre>
 * P1  seconds in a mesh of ours       0.01 each, at most 3
 * P2  messages it was the first with  0.5 each, at most 20; halves in ten seconds
 * P4  invalid messages                minus their square, times 4; a tenth left in a minute
 * P7  misbehaviour beyond a tolerance minus its square; a tenth left in a minute
 * </pre>
 *
 * <p>Good behaviour decays fast and is capped low, so that nobody can save up for a flood.
 */
final class PeerScore {
  /** Below this, nothing is told to it and nothing asked of it. */
  static final double GOSSIP_THRESHOLD = -10;

  /** Below this, our own messages are not sent to it. */
  static final double PUBLISH_THRESHOLD = -50;

  /** Below this, nothing that it says is heard. */
  static final double GRAYLIST_THRESHOLD = -80;

  /** From this on, peers that it hands on are believed. */
  static final double ACCEPT_PEERS_THRESHOLD = 0;

  private static final double MESH_WEIGHT = 0.01;
  private static final double MESH_CAP = 3;
  private static final double FIRST_WEIGHT = 0.5;
  private static final double FIRST_CAP = 40;
  private static final double FIRST_DECAY = Math.pow(0.5, 1 / 10.0);
  private static final double INVALID_WEIGHT = -4;
  private static final double BAD_DECAY = Math.pow(0.1, 1 / 60.0);
  private static final double TOLERANCE = 4;
  private static final double TO_ZERO = 0.01;

  private double secondsInMesh;
  private double first;
  private double invalid;
  private double behaviour;

  double value() {
    double excess = Math.max(0, behaviour - TOLERANCE);
    return Math.min(secondsInMesh * MESH_WEIGHT, MESH_CAP)
        + first * FIRST_WEIGHT
        + invalid * invalid * INVALID_WEIGHT
        - excess * excess;
  }

  void delivered() {
    first = Math.min(FIRST_CAP, first + 1);
  }

  void invalid() {
    invalid = Math.min(invalid + 1, 100);
  }

  void misbehaved(double howMuch) {
    behaviour = Math.min(behaviour + howMuch, 100);
  }

  /** A second has passed. */
  void second(boolean inMesh) {
    secondsInMesh = inMesh ? secondsInMesh + 1 : 0;
    first = decayed(first, FIRST_DECAY);
    invalid = decayed(invalid, BAD_DECAY);
    behaviour = decayed(behaviour, BAD_DECAY);
  }

  private static double decayed(double value, double factor) {
    double less = value * factor;
    return less < TO_ZERO ? 0 : less;
  }

  /** When its peer has gone: what it did well is forgotten, what it did badly is kept. */
  void left() {
    secondsInMesh = 0;
    first = 0;
  }

  boolean isBlank() {
    return invalid == 0 && behaviour == 0;
  }
}
