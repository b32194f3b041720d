package org.vivavoce.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Chromium as Debian ships it; what only it does without a microphone is to hide its addresses. */
class ChromiumIT extends BrowserFeatures {
  ChromiumIT() {
    super(Browser.Kind.CHROMIUM);
  }

  @Test
  void we_look_up_the_local_names_that_it_hides_behind() throws Exception {
    hide("RESOLVE", "typ host");
  }

  @Test
  void it_finds_us_by_itself_if_we_do_not_look_up_the_local_names_that_it_hides_behind()
      throws Exception {
    hide("OFF", "typ prflx");
  }

  @Test
  void both_hide_behind_local_names_and_find_each_other() throws Exception {
    hide("HIDE", "typ ");
  }

  private void hide(String mdns, String type) throws Exception {
    BrowserCall.Options options = new BrowserCall.Options();
    options.ours.put("mdns", mdns);
    options.theirs.put("hidden", true);
    try (BrowserCall call = connect(options)) {
      call.flow(2 * SECONDS);
      assertThat(call.toUs().candidates()).isNotEmpty().allMatch(c -> c.contains(".local "));
      assertThat(call.toThem().candidates())
          .isNotEmpty()
          .allMatch(c -> c.contains(".local ") == mdns.equals("HIDE"));
      assertThat(call.us().stats().get("remote").asText()).contains(type);
      assertHeard(call);
    }
  }
}
