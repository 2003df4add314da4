package io.switchgear.scan.job;

import io.switchgear.tool.UntrustedText;
import java.util.Optional;
import java.util.Set;

/**
 * Selects jobs; the newest first.
 *
 * @param states empty for all
 * @param tool empty for all
 * @param name sanitized as in {@link JobRequest}, then exact; empty for all
 * @param schedule id; empty for all
 * @param limit 1 to {@value #MAX_LIMIT}
 * @param cursor of the page before
 */
public record JobQuery(
    Set<JobState> states,
    Optional<String> tool,
    Optional<String> name,
    Optional<String> schedule,
    int limit,
    Optional<String> cursor) {

  public static final int MAX_LIMIT = 1000;
  public static final int USUAL_LIMIT = 100;

  public JobQuery {
    states = Set.copyOf(states);
    name = name.map(UntrustedText::line);
  }

  public static final JobQuery ALL =
      new JobQuery(
          Set.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          USUAL_LIMIT,
          Optional.empty());

  public JobQuery limit(int other) {
    return new JobQuery(states, tool, name, schedule, other, cursor);
  }
}
