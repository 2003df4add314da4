package io.switchgear.scan.schedule;

import io.switchgear.tool.Caller;
import java.time.Instant;
import java.util.Optional;

/**
 * A schedule as it is stored.
 *
 * @param id 32 characters of 0-9 a-f
 * @param ordinal order of creation
 * @param owner its principal, with the permissions that it had when it last changed the schedule
 * @param version raised by each change and each decision
 * @param nextDue the first time that is not decided; empty if it is disabled or never due again
 * @param nextStart start of that run: later than {@code nextDue} by the drawn jitter
 * @param decided all times up to it are decided
 */
public record Schedule(
    String id,
    long ordinal,
    Caller owner,
    ScheduleSpec spec,
    boolean enabled,
    long version,
    Optional<Instant> nextDue,
    Optional<Instant> nextStart,
    Optional<Instant> decided,
    Instant createdAt,
    Instant updatedAt) {

  public String name() {
    return spec.name();
  }

  public String principal() {
    return owner.name();
  }
}
