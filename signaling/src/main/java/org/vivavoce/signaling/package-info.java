/** DIDs, signals and the PubSub contract. */
package org.vivavoce.signaling;
