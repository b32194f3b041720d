package org.vivavoce.sctp;

import java.util.function.Predicate;

/**
 * A hash table of nodes that carry their own key and link, so that looking one up allocates
 * nothing. It is scattered by a secret, since the other side chooses the keys.
 */
final class Lookup<T extends Lookup.Node> {
  /** Something that lies in at most one table at a time. */
  abstract static class Node {
    /** The message: its stream, whether it is ordered, and its MID; 0 where TSNs count. */
    long group;

    /** The fragment: its FSN, or its TSN; or the message's number. */
    int index;

    private Node link;
  }

  private static final int INITIAL = 16;
  private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

  private final long secret;
  private Node[] table = new Node[INITIAL];
  private int size;

  Lookup(long secret) {
    this.secret = secret;
  }

  int size() {
    return size;
  }

  void add(T node) {
    if (size >= table.length) {
      grow();
    }
    int slot = slot(node.group, node.index);
    link(node, table[slot]);
    table[slot] = node;
    size++;
  }

  /** Takes one out, or returns null. */
  @SuppressWarnings("unchecked")
  T remove(long group, int index) {
    if (size == 0) {
      return null;
    }
    int slot = slot(group, index);
    Node before = null;
    for (Node node = table[slot]; node != null; node = next(node)) {
      if (node.group == group && node.index == index) {
        unlink(slot, before, node);
        return (T) node;
      }
      before = node;
    }
    return null;
  }

  /** Takes out all of which something holds. */
  @SuppressWarnings("unchecked")
  void removeIf(Predicate<T> condition) {
    if (size == 0) {
      return;
    }
    for (int slot = 0; slot < table.length; slot++) {
      Node before = null;
      for (Node node = table[slot]; node != null; ) {
        Node next = next(node);
        if (condition.test((T) node)) {
          unlink(slot, before, node);
        } else {
          before = node;
        }
        node = next;
      }
    }
  }

  private void unlink(int slot, Node before, Node node) {
    if (before == null) {
      table[slot] = next(node);
    } else {
      link(before, next(node));
    }
    link(node, null);
    size--;
  }

  private void grow() {
    Node[] old = table;
    table = new Node[2 * old.length];
    for (Node chain : old) {
      for (Node node = chain; node != null; ) {
        final Node next = next(node);
        int slot = slot(node.group, node.index);
        link(node, table[slot]);
        table[slot] = node;
        node = next;
      }
    }
  }

  private int slot(long group, int index) {
    long hash = (group ^ secret) * MIX + index * (secret | 1);
    hash ^= hash >>> 32;
    return (int) (hash * MIX >>> 40) & table.length - 1;
  }

  private static Node next(Node node) {
    return node.link;
  }

  private static void link(Node node, Node to) {
    node.link = to;
  }
}
