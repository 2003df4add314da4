package io.switchgear.scan.schedule;

/** Compares the results of two jobs that ended completely; blocks. */
@FunctionalInterface
public interface RunComparison {

  /**
   * @throws java.util.NoSuchElementException if one of the jobs was deleted
   */
  RunChanges compare(String before, String after);
}
