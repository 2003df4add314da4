package io.switchgear.scan.job;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Changes a job that has not ended. Absent values stay as they are.
 *
 * @param exclude the whole new list of exclusions, in target notation; binds from the next block
 *     on. Hosts that are no longer in it are scanned after all
 * @param priority 0 to 9
 * @param rate packets per second; 0 removes the limit
 */
public record JobChange(Optional<List<String>> exclude, OptionalInt priority, OptionalInt rate) {
  public JobChange {
    exclude = exclude.map(List::copyOf);
  }
}
