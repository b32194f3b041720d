package org.vivavoce.ice;

import java.net.InetSocketAddress;

/** What sending needs, in one volatile read. */
record SelectedPath(
    LocalPath path, InetSocketAddress to, IceCandidate local, IceCandidate remote) {}
