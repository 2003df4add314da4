package io.switchgear.scan.schedule;

/** Compares the results of two jobs that ended completely; blocks. */
@FunctionalInterface
public interface RunComparison {

  RunChanges compare(String before, String after);
}
