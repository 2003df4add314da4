package io.switchgear.scan.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DueTimesTest {

  /** Each row: zone, cron, a local time with its offset, and the next three due times. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # An ordinary day.
          UTC                 | 30 2 * * *    | 2026-05-01T00:00Z      | 2026-05-01T02:30Z 2026-05-02T02:30Z 2026-05-03T02:30Z
          UTC                 | 30 2 * * *    | 2026-05-01T02:30Z      | 2026-05-02T02:30Z 2026-05-03T02:30Z 2026-05-04T02:30Z
          UTC                 | @daily        | 2026-12-31T12:00Z      | 2027-01-01T00:00Z 2027-01-02T00:00Z 2027-01-03T00:00Z
          UTC                 | @Weekly       | 2026-11-30T00:00Z      | 2026-12-06T00:00Z 2026-12-13T00:00Z 2026-12-20T00:00Z
          UTC                 | 0 0 29 2 *    | 2026-01-01T00:00Z      | 2028-02-29T00:00Z 2032-02-29T00:00Z 2036-02-29T00:00Z
          UTC                 | 0 0 13 * FRI  | 2026-02-12T00:00Z      | 2026-02-13T00:00Z 2026-02-20T00:00Z 2026-02-27T00:00Z
          UTC                 | 0 0 * * 7     | 2026-11-30T00:00Z      | 2026-12-06T00:00Z 2026-12-13T00:00Z 2026-12-20T00:00Z
          +05:30              | 0 0 * * *     | 2026-05-01T00:00+05:30 | 2026-05-02T00:00+05:30 2026-05-03T00:00+05:30 2026-05-04T00:00+05:30
          Asia/Kathmandu      | 15 6 * * *    | 2026-05-01T00:00+05:45 | 2026-05-01T06:15+05:45 2026-05-02T06:15+05:45 2026-05-03T06:15+05:45
          # Forward, 02:00 to 03:00: the skipped time runs at the end of the gap.
          Europe/Berlin       | 30 2 * * *    | 2026-03-28T12:00+01:00 | 2026-03-29T03:00+02:00 2026-03-30T02:30+02:00 2026-03-31T02:30+02:00
          Europe/Berlin       | */20 2,3 * * *| 2026-03-29T01:00+01:00 | 2026-03-29T03:00+02:00 2026-03-29T03:20+02:00 2026-03-29T03:40+02:00
          Europe/Berlin       | 0 3 * * *     | 2026-03-29T01:00+01:00 | 2026-03-29T03:00+02:00 2026-03-30T03:00+02:00 2026-03-31T03:00+02:00
          Europe/Berlin       | 30 * * * *    | 2026-03-29T00:59+01:00 | 2026-03-29T01:30+01:00 2026-03-29T03:30+02:00 2026-03-29T04:30+02:00
          Europe/Berlin       | @hourly       | 2026-03-29T00:59+01:00 | 2026-03-29T01:00+01:00 2026-03-29T03:00+02:00 2026-03-29T04:00+02:00
          # Back, 03:00 to 02:00: a named hour runs once, every hour runs in both.
          Europe/Berlin       | 30 2 * * *    | 2026-10-24T12:00+02:00 | 2026-10-25T02:30+02:00 2026-10-26T02:30+01:00 2026-10-27T02:30+01:00
          Europe/Berlin       | 30 2 * * *    | 2026-10-25T02:15+01:00 | 2026-10-26T02:30+01:00 2026-10-27T02:30+01:00 2026-10-28T02:30+01:00
          Europe/Berlin       | 0 2,3 * * *   | 2026-10-25T01:59+02:00 | 2026-10-25T02:00+02:00 2026-10-25T03:00+01:00 2026-10-26T02:00+01:00
          Europe/Berlin       | */30 * * * *  | 2026-10-25T02:15+02:00 | 2026-10-25T02:30+02:00 2026-10-25T02:00+01:00 2026-10-25T02:30+01:00
          Europe/Berlin       | 0 */1 * * *   | 2026-10-25T01:30+02:00 | 2026-10-25T02:00+02:00 2026-10-25T02:00+01:00 2026-10-25T03:00+01:00
          America/New_York    | 30 1 * * *    | 2026-10-31T12:00-04:00 | 2026-11-01T01:30-04:00 2026-11-02T01:30-05:00 2026-11-03T01:30-05:00
          America/New_York    | 15 2 * * *    | 2026-03-07T12:00-05:00 | 2026-03-08T03:00-04:00 2026-03-09T02:15-04:00 2026-03-10T02:15-04:00
          # Midnight does not exist on 2026-09-06 in Chile, and comes twice on 2026-04-05 an hour after 23:00.
          America/Santiago    | 0 0 * * *     | 2026-09-05T12:00-04:00 | 2026-09-06T01:00-03:00 2026-09-07T00:00-03:00 2026-09-08T00:00-03:00
          America/Santiago    | 30 23 * * *   | 2026-04-04T12:00-03:00 | 2026-04-04T23:30-03:00 2026-04-05T23:30-04:00 2026-04-06T23:30-04:00
          # By 30 minutes: back at 02:00 to 01:30, forward at 02:00 to 02:30.
          Australia/Lord_Howe | 45 1 * * *    | 2026-04-04T12:00+11:00 | 2026-04-05T01:45+11:00 2026-04-06T01:45+10:30 2026-04-07T01:45+10:30
          Australia/Lord_Howe | */15 * * * *  | 2026-04-05T01:40+11:00 | 2026-04-05T01:45+11:00 2026-04-05T01:30+10:30 2026-04-05T01:45+10:30
          Australia/Lord_Howe | 15 2 * * *    | 2026-10-03T12:00+10:30 | 2026-10-04T02:30+11:00 2026-10-05T02:15+11:00 2026-10-06T02:15+11:00
          Australia/Lord_Howe | 45 2 * * *    | 2026-10-03T12:00+10:30 | 2026-10-04T02:45+11:00 2026-10-05T02:45+11:00 2026-10-06T02:45+11:00
          # An offset of 45 minutes: forward at 02:45 to 03:45, back at 03:45 to 02:45.
          Pacific/Chatham     | 0 3 * * *     | 2026-09-26T12:00+12:45 | 2026-09-27T03:45+13:45 2026-09-28T03:00+13:45 2026-09-29T03:00+13:45
          Pacific/Chatham     | 0 3 * * *     | 2026-04-04T12:00+13:45 | 2026-04-05T03:00+13:45 2026-04-06T03:00+12:45 2026-04-07T03:00+12:45
          Pacific/Chatham     | @hourly       | 2026-04-05T02:30+13:45 | 2026-04-05T03:00+13:45 2026-04-05T03:00+12:45 2026-04-05T04:00+12:45
          # By two hours.
          Antarctica/Troll    | 30 1,2 * * *  | 2026-03-28T12:00+00:00 | 2026-03-29T03:00+02:00 2026-03-30T01:30+02:00 2026-03-30T02:30+02:00
          # A whole day that does not exist.
          Pacific/Apia        | 0 10 * * *    | 2011-12-29T00:00-10:00 | 2011-12-29T10:00-10:00 2011-12-31T00:00+14:00 2011-12-31T10:00+14:00
          """)
  void dueByTheClockOfTheZone(String zone, String cron, String after, String expected) {
    DueTimes times = DueTimes.of(cron, ZoneId.of(zone));
    List<String> wanted =
        List.of(expected.split(" ")).stream()
            .map(text -> OffsetDateTime.parse(text).toInstant().toString())
            .toList();
    assertEquals(
        wanted,
        times.next(OffsetDateTime.parse(after).toInstant(), 3).stream()
            .map(Instant::toString)
            .toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "0 0 0 * *", "0 0 32 * *",
        "0 0 * 13 *", "0 0 * * 8", "*/0 * * * *", "5-1 * * * *", "x * * * *", "@reboot", "@often",
        "0 0 L * *", "0 0 ? * *", "0 0 * * 1#2", "-1 * * * *", "1,,2 * * * *", "😀 * * * *"
      })
  void unreadableExpressionsSayWhatIsAllowed(String cron) {
    InvalidSchedule refused =
        assertThrows(InvalidSchedule.class, () -> DueTimes.of(cron, ZoneOffset.UTC));
    assertTrue(refused.getMessage().startsWith("cron: "), refused.getMessage());
    assertTrue(refused.getMessage().contains("30 2 * * 1-5"), refused.getMessage());
  }

  @Test
  void longExpressionsAreNotParsed() {
    assertThrows(
        InvalidSchedule.class,
        () -> DueTimes.of("1,".repeat(100_000) + "1 * * * *", ZoneOffset.UTC));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Berlin", "Europe/Nowhere", "+25:00", "CEST2"})
  void unknownZonesSayWhatIsAllowed(String zone) {
    InvalidSchedule refused = assertThrows(InvalidSchedule.class, () -> DueTimes.zone(zone));
    assertTrue(refused.getMessage().contains("Europe/Berlin"), refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 0 30 2 *", "0 0 31 4,6,9,11 *"})
  void daysThatNeverComeAreNeverDue(String cron) {
    assertEquals(
        Optional.empty(),
        DueTimes.of(cron, ZoneOffset.UTC).after(Instant.parse("2026-01-01T00:00:00Z")));
  }

  @Test
  void theNewestTimesOfALongPeriodAreFoundWithoutTheOthers() {
    DueTimes times = DueTimes.of("* * * * *", ZoneOffset.UTC);
    Instant last = Instant.parse("2026-01-01T00:00:30Z");
    DueTimes.Newest newest = times.newest(Instant.parse("1990-01-01T00:00:00Z"), last, 3);
    assertEquals(
        List.of("2025-12-31T23:58:00Z", "2025-12-31T23:59:00Z", "2026-01-01T00:00:00Z"),
        newest.times().stream().map(Instant::toString).toList());
    assertTrue(newest.more());
    DueTimes yearly = DueTimes.of("@yearly", ZoneOffset.UTC);
    assertEquals(
        new DueTimes.Newest(
            List.of(Instant.parse("2025-01-01T00:00:00Z"), Instant.parse("2026-01-01T00:00:00Z")),
            false),
        yearly.newest(Instant.parse("2025-01-01T00:00:00Z"), last, 3));
  }

  @Test
  void theShortestDistanceIsThatOfNeighbours() {
    Instant from = Instant.parse("2026-01-01T00:00:00Z");
    assertEquals(
        Optional.of(Duration.ofMinutes(10)),
        DueTimes.of("0,10 6 * * *", ZoneOffset.UTC).shortestDistance(from));
    assertEquals(
        Optional.empty(), DueTimes.of("0 0 30 2 *", ZoneOffset.UTC).shortestDistance(from));
  }

  /**
   * Random expressions around changes of the clock, against a walk over every minute. Prints its
   * seed.
   */
  @Test
  void agreesWithAWalkOverEveryMinute() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<String> zones =
        List.of(
            "Europe/Berlin",
            "Australia/Lord_Howe",
            "Pacific/Chatham",
            "Antarctica/Troll",
            "America/St_Johns",
            "America/Santiago",
            "Asia/Kathmandu");
    for (int round = 0; round < 150; round++) {
      ZoneId zone = ZoneId.of(zones.get(random.nextInt(zones.size())));
      Walk walk = Walk.random(random);
      Instant start = nearAChange(zone, random);
      Instant end = start.plus(Duration.ofHours(60));
      DueTimes times = DueTimes.of(walk.cron(), zone);
      List<Instant> found = new ArrayList<>();
      Optional<Instant> next = times.after(start);
      while (next.isPresent() && !next.get().isAfter(end)) {
        found.add(next.get());
        next = times.after(next.get());
      }
      assertEquals(
          List.copyOf(walk.due(zone, start, end)),
          found,
          () -> "seed " + seed + ", " + walk.cron() + " in " + zone + " after " + start);
    }
  }

  private static Instant nearAChange(ZoneId zone, Random random) {
    Instant from = Instant.parse("2026-01-01T00:00:00Z").plus(Duration.ofDays(random.nextInt(700)));
    ZoneOffsetTransition change = zone.getRules().nextTransition(from);
    return (change == null ? from : change.getInstant())
        .minus(Duration.ofMinutes(random.nextInt(1800)));
  }

  /** The plain model: which minutes of a local clock match. */
  private record Walk(List<Integer> minutes, List<Integer> hours, List<Integer> weekdays) {

    static Walk random(Random random) {
      return new Walk(
          some(random, 60, 1 + random.nextInt(4)),
          random.nextBoolean() ? List.of() : some(random, 5, 1 + random.nextInt(3)),
          random.nextInt(3) > 0 ? List.of() : some(random, 7, 1 + random.nextInt(5)));
    }

    private static List<Integer> some(Random random, int bound, int count) {
      SortedSet<Integer> chosen = new TreeSet<>();
      while (chosen.size() < count) {
        chosen.add(random.nextInt(bound));
      }
      return List.copyOf(chosen);
    }

    String cron() {
      return field(minutes) + " " + field(hours) + " * * " + field(weekdays);
    }

    private static String field(List<Integer> values) {
      return values.isEmpty()
          ? "*"
          : String.join(",", values.stream().map(value -> Integer.toString(value)).toList());
    }

    boolean matches(LocalDateTime time) {
      return minutes.contains(time.getMinute())
          && (hours.isEmpty() || hours.contains(time.getHour()))
          && (weekdays.isEmpty() || weekdays.contains(time.getDayOfWeek().getValue() % 7));
    }

    SortedSet<Instant> due(ZoneId zone, Instant start, Instant end) {
      SortedSet<Instant> due = new TreeSet<>();
      if (hours.isEmpty()) {
        for (Instant at = start; !at.isAfter(end); at = at.plusSeconds(60)) {
          if (matches(LocalDateTime.ofInstant(at, zone))) {
            due.add(at);
          }
        }
      } else {
        LocalDateTime last = LocalDateTime.ofInstant(end, ZoneOffset.UTC).plusDays(2);
        LocalDateTime local = LocalDateTime.ofInstant(start, ZoneOffset.UTC).minusDays(2);
        for (; local.isBefore(last); local = local.plusMinutes(1)) {
          if (matches(local)) {
            List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
            due.add(
                offsets.isEmpty()
                    ? zone.getRules().getTransition(local).getInstant()
                    : ZonedDateTime.ofLocal(local, zone, null).toInstant());
          }
        }
      }
      due.removeIf(at -> !at.isAfter(start) || at.isAfter(end));
      return due;
    }
  }
}
