package org.vivavoce.datachannel;

/**
 * Figures of a channel: the W3C's {@code RTCDataChannelStats}.
 *
 * @param messagesSent messages that {@code send} took
 * @param bytesSent their bytes
 * @param messagesReceived messages that were handed to the listener
 * @param bytesReceived their bytes
 */
public record DataChannelStats(
    long messagesSent, long bytesSent, long messagesReceived, long bytesReceived) {}
