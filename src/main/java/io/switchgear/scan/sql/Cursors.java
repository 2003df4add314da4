package io.switchgear.scan.sql;

import io.switchgear.scan.job.Page;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Cursors: the key of the last row of a page, as text that clients do not look into. */
public final class Cursors {

  private Cursors() {}

  /**
   * @param rows one more than the limit if there is a next page
   */
  public static <T> Page<T> page(List<T> rows, int limit, Function<T, String> cursor) {
    return rows.size() <= limit
        ? new Page<>(rows, Optional.empty())
        : new Page<>(rows.subList(0, limit), Optional.of(cursor.apply(rows.get(limit - 1))));
  }

  public static String of(long ordinal) {
    return of(Long.toString(ordinal).getBytes(StandardCharsets.US_ASCII));
  }

  static String of(byte[] key) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(key);
  }

  public static long ordinal(String cursor) {
    try {
      return Long.parseLong(new String(bytes(cursor), StandardCharsets.US_ASCII));
    } catch (NumberFormatException e) {
      throw unknown(cursor);
    }
  }

  /** A time, in microseconds. */
  public static String of(Instant time) {
    return of(ChronoUnit.MICROS.between(Instant.EPOCH, time));
  }

  public static Instant time(String cursor) {
    Instant time = Instant.EPOCH.plus(ordinal(cursor), ChronoUnit.MICROS);
    if (!Columns.holds(time)) {
      throw unknown(cursor);
    }
    return time;
  }

  /** The key of an address. */
  static byte[] address(String cursor) {
    byte[] key = bytes(cursor);
    if (key.length != 5 && key.length != 17) {
      throw unknown(cursor);
    }
    return key;
  }

  private static byte[] bytes(String cursor) {
    try {
      return Base64.getUrlDecoder().decode(cursor);
    } catch (IllegalArgumentException e) {
      throw unknown(cursor);
    }
  }

  private static IllegalArgumentException unknown(String cursor) {
    return new IllegalArgumentException(
        "cursor: not one of this list. Use the cursor of the last page as it was given, or leave it"
            + " out to start again.");
  }
}
