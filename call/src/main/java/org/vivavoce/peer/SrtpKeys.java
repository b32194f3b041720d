package org.vivavoce.peer;

import org.vivavoce.dtls.DtlsSession;
import org.vivavoce.srtp.SrtpMasterKey;
import org.vivavoce.srtp.SrtpProfile;

/** What a DTLS handshake leaves for media (RFC 5764): both sides' keys, and what they are for. */
record SrtpKeys(SrtpProfile profile, SrtpMasterKey local, SrtpMasterKey remote) {
  static SrtpKeys of(DtlsSession session) {
    return new SrtpKeys(
        session.srtpProfile().orElseThrow(),
        new SrtpMasterKey(session.localMasterKey(), session.localSalt()),
        new SrtpMasterKey(session.remoteMasterKey(), session.remoteSalt()));
  }
}
