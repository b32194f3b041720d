/**
 * Browsers and other people's stacks, each paired with ours in both roles and judged by the sound
 * that both ends recorded.
 *
 * <p>Every pairing runs in a network namespace that the test makes and removes, so that nothing is
 * sent anywhere else; that takes root and {@code ip}. A peer that is not installed skips its tests
 * aloud, and fails them where the environment says {@code CI=true}.
 */
package org.vivavoce.interop;
