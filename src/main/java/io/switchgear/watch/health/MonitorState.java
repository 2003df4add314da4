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
record MonitorState(
    Schedule schedule, long rounds, long endedAt, List<HealthReport> history, Set<String> stuck) {

  static MonitorState of(Schedule schedule) {
    return new MonitorState(schedule, 0, 0, List.of(), Set.of());
  }

  Optional<HealthReport> last() {
    return history.isEmpty() ? Optional.empty() : Optional.of(history.getLast());
  }

  MonitorState after(HealthReport report, long now) {
    List<HealthReport> more = new ArrayList<>(history);
    more.add(report);
    int first = Math.max(0, more.size() - HealthMonitor.HISTORY);
    return new MonitorState(
        schedule, rounds + 1, now, List.copyOf(more.subList(first, more.size())), stuck);
  }

  MonitorState stuckIn(String check) {
    Set<String> more = new HashSet<>(stuck);
    more.add(check);
    return new MonitorState(schedule, rounds, endedAt, history, Set.copyOf(more));
  }

  MonitorState freed(String check) {
    Set<String> fewer = new HashSet<>(stuck);
    fewer.remove(check);
    return new MonitorState(schedule, rounds, endedAt, history, Set.copyOf(fewer));
  }

  MonitorState with(Schedule next) {
    return new MonitorState(next, rounds, endedAt, history, stuck);
  }
}
