package io.switchgear.scan.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.store.JsonText;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Converts values to and from columns. */
public final class Columns {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final byte IPV4 = 4;
  private static final byte IPV6 = 6;

  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

  private Columns() {}

  /** Whether a time is in the years 1 to 9999, which every database holds. */
  static boolean holds(Instant time) {
    return !time.isBefore(FIRST) && time.isBefore(END);
  }

  /**
   * Checks a value that a column of times is compared with, before the database is asked, whose
   * failures are another matter.
   *
   * @throws IllegalArgumentException if it is in no year from 1 to 9999
   */
  static void checkTime(String field, Instant value) {
    if (!holds(value)) {
      throw new IllegalArgumentException(
          "%s = %s: must be in the years 1 to 9999".formatted(field, value));
    }
  }

  public static OffsetDateTime time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }

  public static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  /** An address as its family and its bytes, which sort as addresses do, IPv4 first. */
  static byte[] address(InetAddress address) {
    byte[] bytes = address.getAddress();
    byte[] key = new byte[bytes.length + 1];
    key[0] = bytes.length == 4 ? IPV4 : IPV6;
    System.arraycopy(bytes, 0, key, 1, bytes.length);
    return key;
  }

  static InetAddress address(byte[] key) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(key, 1, key.length));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("the column holds no address", e);
    }
  }

  static String json(JsonNode node) {
    return JsonText.of(node);
  }

  static ObjectNode object(String text) {
    try {
      return (ObjectNode) MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Optional<ObjectNode> optionalObject(String text) {
    return Optional.ofNullable(text).map(Columns::object);
  }

  static String list(List<String> texts) {
    return json(MAPPER.valueToTree(texts));
  }

  static List<String> list(String json) {
    try {
      List<String> texts = new ArrayList<>();
      MAPPER.readTree(json).forEach(text -> texts.add(text.asText()));
      return texts;
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String cut(String text, int chars) {
    return text.length() <= chars ? text : text.substring(0, chars);
  }
}
