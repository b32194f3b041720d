package org.vivavoce.interop;

/** Chromium as Debian ships it. */
class ChromiumIT extends BrowserPairings {
  ChromiumIT() {
    super(Browser.Kind.CHROMIUM);
  }
}
