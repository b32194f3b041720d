package org.vivavoce.interop;

/** With whom data channels are tried, and how much each does in a reasonable time. */
enum DataPeer {
  CHROMIUM(Browser.Kind.CHROMIUM, 262_144, 20, 2),
  FIREFOX(Browser.Kind.FIREFOX, 1_000_000, 20, 2),
  WRTC(Stack.WRTC, 262_144, 20, 20),
  NODE_DATACHANNEL(Stack.NODE_DATACHANNEL, 262_144, 20, 20),
  PION(Stack.PION, 65_535, 20, 2),
  WERIFT(Stack.WERIFT, 65_535, 20, 2),
  AIORTC(Stack.AIORTC, 65_535, 20, 2);

  /** Which browser it is, or null. */
  final Browser.Kind browser;

  /** Which stack it is, or null. */
  final Stack stack;

  /** The largest of the sizes that are tried which it takes, by its a=max-message-size. */
  final int largest;

  /** How much goes through a path that loses nothing. */
  final int megabytes;

  /** How much goes through one that loses. */
  final int megabytesWithLoss;

  DataPeer(Browser.Kind browser, int largest, int megabytes, int megabytesWithLoss) {
    this(browser, null, largest, megabytes, megabytesWithLoss);
  }

  DataPeer(Stack stack, int largest, int megabytes, int megabytesWithLoss) {
    this(null, stack, largest, megabytes, megabytesWithLoss);
  }

  DataPeer(Browser.Kind browser, Stack stack, int largest, int megabytes, int megabytesWithLoss) {
    this.browser = browser;
    this.stack = stack;
    this.largest = largest;
    this.megabytes = megabytes;
    this.megabytesWithLoss = megabytesWithLoss;
  }

  void require() {
    if (browser != null) {
      browser.require();
    } else {
      stack.require();
    }
  }
}
