/**
 * jitsi-srtp, pinned to the JVM's ciphers: the oracle of the tests here, and the rival of the
 * benchmarks, which take this package from the module's test jar.
 */
package org.vivavoce.srtp.jitsi;
