/** PeerConnection. */
package org.vivavoce.peer;
