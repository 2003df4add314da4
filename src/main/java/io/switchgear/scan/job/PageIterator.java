package io.switchgear.scan.job;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * The items of all pages of a list, one page after the other. It waits for each page, so it needs a
 * thread that may block.
 */
public final class PageIterator<T> implements Iterator<T> {

  private final Function<Optional<String>, CompletionStage<Page<T>>> pages;
  private final BooleanSupplier enough;
  private Page<T> page;
  private int next;

  /**
   * @param pages the page after a cursor; empty for the first one
   */
  public PageIterator(Function<Optional<String>, CompletionStage<Page<T>>> pages) {
    this(pages, () -> false);
  }

  /**
   * @param enough ends the list early; asked before each item
   */
  public PageIterator(
      Function<Optional<String>, CompletionStage<Page<T>>> pages, BooleanSupplier enough) {
    this.pages = pages;
    this.enough = enough;
  }

  @Override
  public boolean hasNext() {
    if (enough.getAsBoolean()) {
      return false;
    }
    if (page == null) {
      load(Optional.empty());
    }
    while (next == page.items().size() && page.next().isPresent()) {
      load(page.next());
    }
    return next < page.items().size();
  }

  private void load(Optional<String> cursor) {
    page = pages.apply(cursor).toCompletableFuture().join();
    next = 0;
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return page.items().get(next++);
  }
}
