package io.switchgear.scan.job;

import java.util.List;
import java.util.Optional;

/**
 * A page of a list. The cursor names a place in the order of the list, so rows that are added or
 * deleted neither shift nor repeat others.
 *
 * @param next the cursor of the next page; empty on the last page
 */
public record Page<T>(List<T> items, Optional<String> next) {
  public Page {
    items = List.copyOf(items);
  }
}
