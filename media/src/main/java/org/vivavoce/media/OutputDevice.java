package org.vivavoce.media;

import java.io.IOException;

/** Something that sound goes to. See {@link OutputDevices}; an application may write its own. */
public interface OutputDevice {
  /** Names the device for programs; stable across runs where the device is. */
  String id();

  /** Names the device for people. */
  String name();

  /**
   * Opens it.
   *
   * @param format what {@link PcmOutput#write} will be given
   * @param framesPerBuffer how many frames will be written at a time
   * @return the open output
   * @throws IOException if it cannot be opened, with a message that names it and says why
   */
  PcmOutput open(PcmFormat format, int framesPerBuffer) throws IOException;
}
