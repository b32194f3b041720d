package org.vivavoce.media;

import java.io.IOException;

/** Something that sound comes from. See {@link InputDevices}; an application may write its own. */
public interface InputDevice {
  /** Names the device for programs; stable across runs where the device is. */
  String id();

  /** Names the device for people. */
  String name();

  /**
   * Opens it, converting from the device's own format to the wanted one.
   *
   * @param format what {@link PcmInput#read} must give
   * @param framesPerBuffer how many frames will be read at a time
   * @return the open input, at its beginning
   * @throws IOException if it cannot be opened, with a message that names it and says why
   */
  PcmInput open(PcmFormat format, int framesPerBuffer) throws IOException;
}
