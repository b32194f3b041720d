package org.vivavoce.sctp;

/** A part of a message that arrived before what it follows. */
final class Fragment extends Lookup.Node {
  /** What it costs besides its bytes. */
  static final int COST = 96;

  final int tsn;
  final int stream;
  final int id;
  final int flags;
  final int ppid;
  final byte[] data;

  Fragment(long group, int index, int tsn, int stream, int id, int flags, int ppid, byte[] data) {
    this.group = group;
    this.index = index;
    this.tsn = tsn;
    this.stream = stream;
    this.id = id;
    this.flags = flags;
    this.ppid = ppid;
    this.data = data;
  }
}
