package org.vivavoce.peer;

import org.vivavoce.rtp.RtpSession;
import org.vivavoce.srtp.SrtpProfile;
import org.vivavoce.srtp.SrtpProtector;
import org.vivavoce.srtp.SrtpUnprotector;

/** Everything of {@link RtpMedia} that exists once keys do. The session is under its lock. */
record KeyedRtp(
    SrtpProfile profile,
    SrtpProtector protector,
    SrtpUnprotector unprotector,
    RtpSession session,
    RtcpSender rtcp) {}
