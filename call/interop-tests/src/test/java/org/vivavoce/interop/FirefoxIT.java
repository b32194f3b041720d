package org.vivavoce.interop;

/** Firefox as Debian ships it. */
class FirefoxIT extends BrowserFeatures {
  FirefoxIT() {
    super(Browser.Kind.FIREFOX);
  }
}
