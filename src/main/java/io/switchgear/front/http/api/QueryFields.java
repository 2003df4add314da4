package io.switchgear.front.http.api;

import io.switchgear.tool.UntrustedText;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Reads typed query parameters. Every method throws {@link IllegalArgumentException} for a wrong
 * value; the message names the parameter and what is allowed.
 */
final class QueryFields {

  private static final int SHOWN = 60;

  private final Map<String, String> query;

  /**
   * @throws IllegalArgumentException if the query has other parameters than these; the message
   *     names the parameter and those allowed
   */
  QueryFields(Map<String, String> query, Set<String> known) {
    this.query = query;
    for (String name : new TreeSet<>(query.keySet())) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            known.isEmpty()
                ? "there is no query parameter '%s'; this path takes none".formatted(shown(name))
                : "there is no query parameter '%s'; allowed are %s"
                    .formatted(shown(name), String.join(", ", new TreeSet<>(known))));
      }
    }
  }

  Optional<String> text(String name) {
    String value = query.get(name);
    if (value != null && (value.isBlank() || UntrustedText.hasControls(value))) {
      throw wrong(name, value, "a text that is not empty and has no control characters");
    }
    return Optional.ofNullable(value);
  }

  OptionalInt whole(String name, int min, int max) {
    String value = query.get(name);
    if (value == null) {
      return OptionalInt.empty();
    }
    long number = value.matches("[0-9]{1,9}") ? Long.parseLong(value) : -1;
    if (number < min || number > max) {
      throw wrong(name, value, "a whole number from %d to %d".formatted(min, max));
    }
    return OptionalInt.of((int) number);
  }

  /** A parameter without a value counts as true. */
  boolean flag(String name) {
    return switch (query.getOrDefault(name, "false")) {
      case "true", "" -> true;
      case "false" -> false;
      default -> throw wrong(name, query.get(name), "true or false");
    };
  }

  Optional<String> oneOf(String name, List<String> allowed) {
    return text(name)
        .map(
            value -> {
              if (!allowed.contains(value)) {
                throw wrong(name, value, "one of " + String.join(", ", allowed));
              }
              return value;
            });
  }

  /** Names joined by commas; empty if there is no such parameter. */
  <T> List<T> some(String name, List<String> allowed, Function<String, Optional<T>> read) {
    List<T> all = new ArrayList<>();
    text(name)
        .ifPresent(
            value ->
                Arrays.stream(value.split(",", -1))
                    .map(
                        each ->
                            read.apply(each)
                                .orElseThrow(
                                    () ->
                                        wrong(
                                            name,
                                            value,
                                            "one or more of " + String.join(", ", allowed))))
                    .forEach(all::add));
    return all;
  }

  /** A time or a date in ISO 8601, or a duration before now, such as {@code 24h}. */
  Optional<Instant> time(String name, InstantSource clock) {
    return text(name)
        .map(
            value -> {
              try {
                return instant(value, clock);
              } catch (DateTimeException | ArithmeticException other) {
                throw wrong(
                    name,
                    value,
                    "a time such as 2026-11-23T08:00:00Z, a date such as 2026-11-23 (in UTC), or a"
                        + " duration before now such as 24h or 7d");
              }
            });
  }

  private static Instant instant(String value, InstantSource clock) {
    Optional<Duration> ago = BodyFields.durationOf(value);
    if (ago.isPresent()) {
      return clock.instant().minus(ago.get());
    }
    return value.indexOf('T') < 0
        ? LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant()
        : OffsetDateTime.parse(value).toInstant();
  }

  private static IllegalArgumentException wrong(String name, String value, String needed) {
    return new IllegalArgumentException("%s=%s: must be %s".formatted(name, shown(value), needed));
  }

  private static String shown(String text) {
    return UntrustedText.line(text, SHOWN);
  }
}
