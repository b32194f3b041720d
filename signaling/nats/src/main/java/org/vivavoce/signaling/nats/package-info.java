/**
 * Signaling's {@link org.vivavoce.signaling.PubSub} over a NATS server or a cluster of them, for
 * those who run one already.
 *
 * <p><b>What may enter.</b> Whatever anybody with access to the server publishes on our subjects;
 * messages that are too large are dropped and counted. Signals are sealed above this.
 *
 * <p><b>Who calls.</b> An application, which hands it to a Controller; the command line.
 *
 * <p><b>Left out.</b> JetStream: a signal that nobody hears now is repeated by who sent it, and
 * worthless later.
 */
package org.vivavoce.signaling.nats;
