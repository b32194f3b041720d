package org.vivavoce.interop;

/** Firefox as Debian ships it. */
class FirefoxIT extends BrowserPairings {
  FirefoxIT() {
    super(Browser.Kind.FIREFOX);
  }
}
