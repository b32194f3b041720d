/**
 * SDP (RFC 8866) as immutable records: parsing, printing, and typed views of the attributes that
 * WebRTC uses.
 *
 * <p>{@link org.vivavoce.sdp.SessionDescription} is the door: {@code parse} takes what a browser or
 * another stack sent, {@code toString} prints it back line for line, its builders print offers and
 * answers in the order of the examples of RFC 9429 section 7. Attributes keep their text and their
 * place, so that whatever this package does not know survives. What it does know is checked when it
 * enters, by the parser and by the constructors alike, and therefore no accessor can fail later.
 * {@link org.vivavoce.sdp.JsepChecks} adds the rules of offer and answer (RFC 9429 section 5.8.3,
 * RFC 3264, RFC 9143).
 *
 * <p>What may enter: text of any origin. Broken or oversized text leaves as {@link
 * org.vivavoce.sdp.SdpException}, which names the line; no other exception comes out of parsing,
 * and the work is linear in the text, whose size is bounded by {@link org.vivavoce.sdp.SdpLimits}.
 * Bad values given to constructors and builders leave as {@link IllegalArgumentException}.
 *
 * <p>Who calls: {@code org.vivavoce.peer}, on its own thread; everything here is immutable and free
 * of threads, clocks, randomness and I/O (builders belong to one thread). It depends on the JDK
 * alone.
 *
 * <p>Left out: candidates are kept as text (the {@code ice} room reads them), {@code rid} and
 * {@code simulcast} too; the historic lines {@code i= u= e= p= k= r= z=} are kept as text without
 * looking inside.
 */
package org.vivavoce.sdp;
