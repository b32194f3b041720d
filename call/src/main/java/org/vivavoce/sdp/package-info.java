/** SDP (RFC 8866) as records. */
package org.vivavoce.sdp;
