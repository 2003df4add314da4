package io.switchgear.watch.health;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The monitor's immutable state across rounds.
 *
 * @param endedAt end of the last round, on the monotonic clock
 * @param history reports, oldest first
 * @param stuck checks that timed out and have not returned yet
 */
record Memory(
    Schedule schedule, long rounds, long endedAt, List<HealthReport> history, Set<String> stuck) {

  static Memory of(Schedule schedule) {
    return new Memory(schedule, 0, 0, List.of(), Set.of());
  }

  Optional<HealthReport> last() {
    return history.isEmpty() ? Optional.empty() : Optional.of(history.getLast());
  }

  Memory after(HealthReport report, long now) {
    List<HealthReport> more = new ArrayList<>(history);
    more.add(report);
    int first = Math.max(0, more.size() - HealthMonitor.HISTORY);
    return new Memory(
        schedule, rounds + 1, now, List.copyOf(more.subList(first, more.size())), stuck);
  }

  Memory stuckIn(String check) {
    Set<String> more = new HashSet<>(stuck);
    more.add(check);
    return new Memory(schedule, rounds, endedAt, history, Set.copyOf(more));
  }

  Memory freed(String check) {
    Set<String> fewer = new HashSet<>(stuck);
    fewer.remove(check);
    return new Memory(schedule, rounds, endedAt, history, Set.copyOf(fewer));
  }

  Memory with(Schedule next) {
    return new Memory(next, rounds, endedAt, history, stuck);
  }
}
