package org.jitsi.utils;

/**
 * Stands in front of jitsi-utils' class of this name, so that jitsi-srtp, the oracle of our SRTP
 * tests, finds no native code to load and runs on the JVM's own ciphers.
 */
public final class JNIUtils {
  private JNIUtils() {}

  /** Refuses, as where the library does not exist. */
  public static void loadLibrary(String name, ClassLoader loader) {
    throw new UnsatisfiedLinkError("Tests load no native code: " + name);
  }
}
