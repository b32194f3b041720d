package org.jitsi.utils;

/**
 * Stands in the place of jitsi-utils' class of this name, so that jitsi-srtp finds no native code
 * to load and runs on the JVM's own ciphers, as Vivavoce does.
 */
public final class JNIUtils {
  private JNIUtils() {}

  /**
   * Refuses, as where the library does not exist.
   *
   * @param name the library
   * @param loader ignored
   * @throws UnsatisfiedLinkError always
   */
  public static void loadLibrary(String name, ClassLoader loader) {
    throw new UnsatisfiedLinkError("The benchmarks load no native code: " + name);
  }
}
