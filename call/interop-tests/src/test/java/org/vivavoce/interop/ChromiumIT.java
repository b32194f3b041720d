package org.vivavoce.interop;

/** Chromium as Debian ships it. */
class ChromiumIT extends BrowserFeatures {
  ChromiumIT() {
    super(Browser.Kind.CHROMIUM);
  }
}
