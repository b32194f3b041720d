/** RTP (RFC 3550). */
package org.vivavoce.rtp;
