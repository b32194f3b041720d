/** The DTLS handshake and records that key a call (RFC 5764). */
package org.vivavoce.dtls;
