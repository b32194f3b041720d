/**
 * The DTLS 1.2 handshake that keys a call, and the records that carry its data channels.
 *
 * <p>RFC 6347 (DTLS 1.2), RFC 5764 (use_srtp and the keys for SRTP), RFC 8122 (fingerprints), RFC
 * 8842 (DTLS in SDP), RFC 8827 section 6.5 (what WebRTC demands of it), RFC 7627 (extended master
 * secret, required). The handshake is Bouncy Castle's, with its alerts and repeated flights; this
 * package is the narrow door to it. Application data is sealed and opened here with the keys that
 * the handshake made (RFC 5288), unless the cipher is another than AES-GCM: at a fifth less of
 * processor time and half the garbage, and without a lock between the two directions. Every record
 * that leaves after the handshake then gets its number here, Bouncy Castle's too.
 *
 * <p>What enters: datagrams whose first byte is 20 to 63 (RFC 7983), from whoever owns the socket,
 * by {@link org.vivavoce.dtls.DtlsTransport#receive}, and the peer's fingerprints from signalling.
 * What leaves: datagrams, one {@link org.vivavoce.dtls.DtlsSession} with the SRTP keys, application
 * data, and one reason for the end. {@code org.vivavoce.call}'s PeerConnection calls it; nothing
 * here knows ICE, SDP or SRTP.
 *
 * <p>Left out: DTLS 1.3 and connection ids (Bouncy Castle has no 1.3), cookies (ICE has proved the
 * peer's address), session resumption, and verification by certificate authorities. Validity dates
 * of the peer's certificate are not looked at: the fingerprint alone says who it is.
 *
 * <p>What we keep from Bouncy Castle 1.84, because it would not survive it:
 *
 * <ul>
 *   <li>ChangeCipherSpec before CertificateVerify: it would discard the latter for ever ({@code
 *       EarlyRecords}).
 *   <li>Records too short for a tag: it would end the connection ({@code DiscardingCipher}).
 *   <li>Records of version 0xFEFE: the same ({@code Records}).
 *   <li>Fragments that announce messages of megabytes: it would allocate them ({@code
 *       HandshakeHeader}).
 *   <li>Datagrams of several records after the handshake: it might leave some in its queue ({@code
 *       RecordWire}).
 *   <li>Application data sent while it repeats the last flight: it would send it as plain text
 *       ({@code DtlsEndpoint}'s lock).
 * </ul>
 *
 * <p>Time and threads: Bouncy Castle reads the wall clock and blocks a thread while the handshake
 * lasts. Afterwards no thread and no timer is needed.
 */
package org.vivavoce.dtls;
