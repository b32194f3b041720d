package org.vivavoce.rtp;

/**
 * A session's own numbers; those of its streams are at {@link RtpStreamStats}.
 *
 * @param rtpMalformed datagrams that were no RTP packet
 * @param rtpUnknownSsrc packets of streams that nobody had added, the first packet of one that was
 *     added because of it included
 * @param rtpOwnSsrc packets with the SSRC of a stream that we send
 * @param rtcpDatagramsReceived datagrams handed to {@link RtpSession#onRtcp}
 * @param rtcpMalformed RTCP packets in them that were dropped
 * @param rtcpUnknown RTCP packets of a type that is not looked into
 * @param rtcpForeignReports report blocks about streams that we do not send
 * @param rtcpDatagramsSent datagrams of RTCP that we made
 * @param rtcpBytesSent bytes of them, before SRTCP
 * @param feedbackSent feedback packets in them
 * @param feedbackDropped feedback that found the queue full
 * @param remoteMembers sources of the far end that were heard lately
 * @param remoteCname the canonical name that the far end gave last, or ""
 */
public record RtpSessionStats(
    long rtpMalformed,
    long rtpUnknownSsrc,
    long rtpOwnSsrc,
    long rtcpDatagramsReceived,
    long rtcpMalformed,
    long rtcpUnknown,
    long rtcpForeignReports,
    long rtcpDatagramsSent,
    long rtcpBytesSent,
    long feedbackSent,
    long feedbackDropped,
    int remoteMembers,
    String remoteCname) {}
