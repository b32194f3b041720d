package org.vivavoce.sctp;

import java.util.function.Consumer;

/**
 * Something for each stream that is in use, by the stream's number: pages of 256, so that neither a
 * high number nor many of them cost much.
 */
final class StreamTable<T> {
  private static final int PAGE_SHIFT = 8;
  private static final int PAGE_SIZE = 1 << PAGE_SHIFT;

  private final Object[][] pages = new Object[1 << Short.SIZE - PAGE_SHIFT][];

  /** Returns what is there, or null. */
  @SuppressWarnings("unchecked")
  T get(int stream) {
    Object[] page = pages[stream >>> PAGE_SHIFT];
    return page == null ? null : (T) page[stream & PAGE_SIZE - 1];
  }

  void put(int stream, T value) {
    Object[] page = pages[stream >>> PAGE_SHIFT];
    if (page == null) {
      page = new Object[PAGE_SIZE];
      pages[stream >>> PAGE_SHIFT] = page;
    }
    page[stream & PAGE_SIZE - 1] = value;
  }

  @SuppressWarnings("unchecked")
  void forEach(Consumer<T> action) {
    for (Object[] page : pages) {
      if (page != null) {
        for (Object value : page) {
          if (value != null) {
            action.accept((T) value);
          }
        }
      }
    }
  }
}
