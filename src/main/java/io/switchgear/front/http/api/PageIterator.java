package io.switchgear.front.http.api;

import io.switchgear.scan.job.Page;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The items of all pages of a list, one page after the other. It waits for each page. */
final class PageIterator<T> implements Iterator<T> {

  private final Function<Optional<String>, CompletionStage<Page<T>>> pages;
  private Iterator<T> items;
  private Optional<String> next;

  /**
   * @param pages the page after a cursor; empty for the first one
   */
  PageIterator(Function<Optional<String>, CompletionStage<Page<T>>> pages) {
    this.pages = pages;
    load(Optional.empty());
  }

  private void load(Optional<String> cursor) {
    Page<T> page = pages.apply(cursor).toCompletableFuture().join();
    items = page.items().iterator();
    next = page.next();
  }

  @Override
  public boolean hasNext() {
    while (!items.hasNext() && next.isPresent()) {
      load(next);
    }
    return items.hasNext();
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return items.next();
  }
}
