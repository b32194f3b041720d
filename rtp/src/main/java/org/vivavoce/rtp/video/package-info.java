/**
 * Pictures out of RTP packets: VP8 (<a href="https://www.rfc-editor.org/rfc/rfc7741">RFC 7741</a>),
 * VP9 (<a href="https://www.rfc-editor.org/rfc/rfc9628">RFC 9628</a>) and H.264 (<a
 * href="https://www.rfc-editor.org/rfc/rfc6184">RFC 6184</a>), as files hold them. Nothing is
 * decoded.
 *
 * <p>What may enter: payloads of any content, in the order of their sequence numbers; what is
 * broken or incomplete is dropped and counted, up to the next picture that stands alone.
 *
 * <p>Who calls: whoever records. Left out: writing these payloads, H.264's interleaved mode, H.265
 * and AV1.
 */
package org.vivavoce.rtp.video;
