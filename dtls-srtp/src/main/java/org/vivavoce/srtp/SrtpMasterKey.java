package org.vivavoce.srtp;

import java.util.Arrays;
import javax.security.auth.Destroyable;

/**
 * The master key and master salt of one direction (RFC 3711 section 3.2.1), as the DTLS exporter
 * yields them.
 *
 * <p>{@link #destroy} overwrites the bytes; protectors and unprotectors made before go on working,
 * because they hold session keys of their own. Safe from any thread.
 */
public final class SrtpMasterKey implements Destroyable {
  private final byte[] key;
  private final byte[] salt;
  private boolean destroyed;

  /**
   * Copies key and salt. Their lengths are checked where they meet a profile, in {@link
   * SrtpProtector#create} and {@link SrtpUnprotector#create}.
   *
   * @param key the master key, {@link SrtpProfile#keyLength} bytes
   * @param salt the master salt, {@link SrtpProfile#saltLength} bytes
   */
  public SrtpMasterKey(byte[] key, byte[] salt) {
    this.key = key.clone();
    this.salt = salt.clone();
  }

  synchronized byte[] key() {
    checkAlive();
    return key.clone();
  }

  synchronized byte[] salt() {
    checkAlive();
    return salt.clone();
  }

  private void checkAlive() {
    if (destroyed) {
      throw new IllegalStateException("The master key has been destroyed and cannot key anything.");
    }
  }

  /** Overwrites key and salt with zeros. May be called more than once. */
  @Override
  public synchronized void destroy() {
    Arrays.fill(key, (byte) 0);
    Arrays.fill(salt, (byte) 0);
    destroyed = true;
  }

  @Override
  public synchronized boolean isDestroyed() {
    return destroyed;
  }

  /** Tells the lengths, never the key. */
  @Override
  public String toString() {
    return "SrtpMasterKey[" + key.length + " bytes key, " + salt.length + " bytes salt]";
  }
}
