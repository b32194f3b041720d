/**
 * Programs to begin with, each complete: signaling in process, media over loopback. Put another
 * {@code PubSub} and a microphone in their place, and they are the real thing.
 */
package org.vivavoce.examples;
