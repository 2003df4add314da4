package io.switchgear.scan.schedule;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.field.CronFieldName;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The times at which a schedule is due: a cron expression by the clock of a time zone.
 *
 * <p>When the zone's clock is put forward or back, it depends on the hour field:
 *
 * <pre>
 * hour field            skipped local times                doubled local times
 * names hours           one run at the end of the gap      one run, at the first of the two times
 * every hour (*)        no run                             a run at each of the two times
 * </pre>
 *
 * A schedule that names hours thus runs once for each local time, and one for every hour keeps its
 * distance in real time.
 */
public final class DueTimes {

  /** What an expression may be, for messages. */
  public static final String ALLOWED =
      "five fields (minute 0-59, hour 0-23, day of month 1-31, month 1-12 or JAN-DEC, day of week"
          + " 0-7 or SUN-SAT, each with * , - /) or @hourly, @daily, @weekly, @monthly, @yearly;"
          + " for example \"30 2 * * 1-5\" for 02:30 from Monday to Friday";

  private static final String ZONES =
      "a name of the time zone database such as Europe/Berlin, UTC, or an offset such as +02:00";

  private static final Map<String, String> NICKNAMES =
      Map.of(
          "@hourly", "0 * * * *",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@weekly", "0 0 * * 0",
          "@monthly", "0 0 1 * *",
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *");

  private static final Set<String> EVERY_HOUR = Set.of("*", "*/1", "0-23", "0-23/1");
  private static final int MAX_CHARS = 200;

  /** Thread-safe: it has no state but its definition. */
  private static final CronParser PARSER =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

  private final ExecutionTime clock;
  private final ZoneId zone;
  private final boolean everyHour;

  private DueTimes(ExecutionTime clock, ZoneId zone, boolean everyHour) {
    this.clock = clock;
    this.zone = zone;
    this.everyHour = everyHour;
  }

  /**
   * The newest due times of a period.
   *
   * @param times in order
   * @param more whether there are older ones in the period
   */
  record Newest(List<Instant> times, boolean more) {}

  /**
   * @param cron as in {@link #ALLOWED}
   * @throws InvalidSchedule if it cannot be read
   */
  public static DueTimes of(String cron, ZoneId zone) {
    String text = cron.strip();
    String fields = NICKNAMES.getOrDefault(text.toLowerCase(Locale.ROOT), text);
    if (fields.length() > MAX_CHARS) {
      throw new InvalidSchedule("cron", "longer than " + MAX_CHARS + " characters", ALLOWED);
    }
    if (fields.startsWith("@")) {
      throw new InvalidSchedule("cron", "'" + text + "' is no known name", ALLOWED);
    }
    try {
      Cron parsed = PARSER.parse(fields).validate();
      String hours = parsed.retrieve(CronFieldName.HOUR).getExpression().asString();
      return new DueTimes(ExecutionTime.forCron(parsed), zone, EVERY_HOUR.contains(hours));
    } catch (IllegalArgumentException unreadable) {
      throw new InvalidSchedule("cron", "'" + text + "': " + unreadable.getMessage(), ALLOWED);
    }
  }

  /**
   * @throws InvalidSchedule if there is no such zone
   */
  public static ZoneId zone(String name) {
    try {
      return ZoneId.of(name.strip());
    } catch (DateTimeException unknown) {
      throw new InvalidSchedule("zone", "'" + name + "' is no known time zone", ZONES);
    }
  }

  public ZoneId zone() {
    return zone;
  }

  /** The first due time after the instant; empty if there is none, as for 30 February. */
  public Optional<Instant> after(Instant instant) {
    return everyHour ? inRealTime(instant) : byLocalTime(instant);
  }

  /** The local times that follow are mapped to instants in the same order, some to the same one. */
  private Optional<Instant> byLocalTime(Instant after) {
    LocalDateTime local = LocalDateTime.ofInstant(after, zone);
    while (true) {
      Optional<LocalDateTime> next = match(local);
      if (next.isEmpty()) {
        return Optional.empty();
      }
      local = next.get();
      Instant due = instant(local);
      if (due.isAfter(after)) {
        return Optional.of(due);
      }
    }
  }

  private Instant instant(LocalDateTime local) {
    ZoneOffsetTransition change = zone.getRules().getTransition(local);
    return change != null && change.isGap()
        ? change.getInstant()
        : ZonedDateTime.ofLocal(local, zone, null).toInstant();
  }

  /** Goes through the periods between changes of the offset. */
  private Optional<Instant> inRealTime(Instant after) {
    ZoneOffset offset = zone.getRules().getOffset(after);
    LocalDateTime local = LocalDateTime.ofInstant(after, offset);
    Instant from = after;
    while (true) {
      Optional<LocalDateTime> next = match(local);
      if (next.isEmpty()) {
        return Optional.empty();
      }
      Instant due = next.get().toInstant(offset);
      ZoneOffsetTransition change = zone.getRules().nextTransition(from);
      if (change == null || due.isBefore(change.getInstant())) {
        return Optional.of(due);
      }
      from = change.getInstant();
      offset = change.getOffsetAfter();
      // The first moment of the new period may be due.
      local = change.getDateTimeAfter().minusNanos(1);
    }
  }

  private Optional<LocalDateTime> match(LocalDateTime after) {
    return clock.nextExecution(after.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toLocalDateTime);
  }

  /** The next due times after an instant, at most {@code limit}. */
  public List<Instant> next(Instant after, int limit) {
    List<Instant> times = new ArrayList<>();
    Optional<Instant> next = after(after);
    while (next.isPresent() && times.size() < limit) {
      times.add(next.get());
      next = times.size() < limit ? after(next.get()) : next;
    }
    return times;
  }

  /**
   * The newest due times from {@code first} to {@code last}, both included. The work is bounded by
   * the limit, not by the length of the period.
   */
  Newest newest(Instant first, Instant last, int limit) {
    Duration whole = Duration.between(first, last);
    Duration span = Duration.ofMinutes(limit);
    while (true) {
      boolean all = span.compareTo(whole) >= 0;
      Instant from = all ? first : last.minus(span);
      List<Instant> times = within(from, last);
      if (all || times.size() > limit) {
        boolean more = times.size() > limit;
        return new Newest(
            more ? List.copyOf(times.subList(times.size() - limit, times.size())) : times, more);
      }
      span = span.multipliedBy(2);
    }
  }

  private List<Instant> within(Instant first, Instant last) {
    List<Instant> times = new ArrayList<>();
    Optional<Instant> next = after(first.minusNanos(1));
    while (next.isPresent() && !next.get().isAfter(last)) {
      times.add(next.get());
      next = after(next.get());
    }
    return List.copyOf(times);
  }

  /** The shortest time between two of the next due times; empty if there are no two. */
  Optional<Duration> shortestDistance(Instant from) {
    List<Instant> times = next(from, 50);
    Optional<Duration> shortest = Optional.empty();
    for (int i = 1; i < times.size(); i++) {
      Duration distance = Duration.between(times.get(i - 1), times.get(i));
      if (shortest.isEmpty() || distance.compareTo(shortest.get()) < 0) {
        shortest = Optional.of(distance);
      }
    }
    return shortest;
  }
}
