package io.switchgear.watch.audit;

import io.switchgear.store.CanonicalArguments;
import io.switchgear.store.Utf8Builder;
import io.switchgear.tool.UntrustedText;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Serializes records as JSON fields, from the time on: what a caller knows of a line. The writer
 * adds the number and the hashes. Used again for each record, so that it creates no objects for
 * ordinary ones. Not thread-safe.
 */
final class RecordFields {

  private static final int CAPACITY = 1_024;
  private static final int NAME_CHARS = 200;
  private static final int DETAIL_CHARS = 500;
  private static final int MAX_DETAILS = 32;
  private static final int MICROS_DIGITS = 6;

  private final Utf8Builder fields = new Utf8Builder(CAPACITY);
  private final CanonicalArguments arguments = new CanonicalArguments();

  private long formattedMillis = Long.MIN_VALUE;
  private String formatted = "";

  /**
   * Serializes a record. The length is bounded, as are the fields of a record.
   *
   * @param millis since the epoch
   * @param count number of identical records that this one stands for
   * @return the fields until the next call
   */
  Utf8Builder of(long millis, AuditRecord record, long count) {
    fields.cutTo(0).ascii(",\"time\":\"").ascii(time(millis)).ascii('"');
    word("kind", record.kind().wire());
    text("who", record.who(), NAME_CHARS);
    text("what", record.what(), NAME_CHARS);
    textIfAny("call", record.call(), NAME_CHARS);
    targets(record.targets());
    word("decision", record.decision().wire());
    textIfAny("rule", record.rule(), DETAIL_CHARS);
    wordIfAny("breaker", record.breaker());
    wordIfAny("outcome", record.outcome());
    if (!record.duration().isNegative()) {
      fields.ascii(",\"duration\":");
      seconds(record.duration().toNanos() / 1_000);
    }
    if (count > 1) {
      fields.ascii(",\"count\":").number(count);
    }
    if (record.arguments().isPresent()) {
      fields.ascii(",\"arguments_digest\":\"");
      fields.hex(arguments.digest(record.what(), record.arguments().get())).ascii('"');
    }
    wordIfAny("argv_digest", record.argvDigest());
    details(record.details());
    return fields;
  }

  /** Cached, because many records share a millisecond. */
  private String time(long millis) {
    if (millis != formattedMillis) {
      formattedMillis = millis;
      formatted = Instant.ofEpochMilli(millis).toString();
    }
    return formatted;
  }

  private void targets(List<String> targets) {
    if (targets.isEmpty()) {
      return;
    }
    fields.ascii(",\"targets\":");
    char separator = '[';
    for (int at = 0; at < Math.min(targets.size(), AuditRecord.MAX_TARGETS); at++) {
      fields.ascii(separator);
      quoted(targets.get(at), NAME_CHARS);
      separator = ',';
    }
    fields.ascii(']');
    if (targets.size() > AuditRecord.MAX_TARGETS) {
      fields.ascii(",\"targets_total\":").number(targets.size());
    }
  }

  private void details(Map<String, String> details) {
    if (details.isEmpty()) {
      return;
    }
    fields.ascii(",\"details\":");
    char separator = '{';
    int written = 0;
    for (Map.Entry<String, String> detail : details.entrySet()) {
      if (written++ == MAX_DETAILS) {
        break;
      }
      fields.ascii(separator);
      quoted(detail.getKey(), NAME_CHARS);
      fields.ascii(':');
      quoted(detail.getValue(), DETAIL_CHARS);
      separator = ',';
    }
    fields.ascii('}');
  }

  /** Whether a text is what most are: ASCII that needs neither cleaning nor an escape. */
  private static boolean isPlain(String text) {
    for (int at = 0; at < text.length(); at++) {
      char unit = text.charAt(at);
      if (unit <= ' ' || unit > '~' || unit == '"' || unit == '\\') {
        return false;
      }
    }
    return true;
  }

  /** Writes the shortest exact decimal. */
  private void seconds(long micros) {
    fields.number(micros / 1_000_000);
    long fraction = micros % 1_000_000;
    if (fraction > 0) {
      // The leading 1, which keeps the zeros behind it, becomes the decimal point.
      int point = fields.length();
      fields.number(1_000_000 + fraction);
      byte[] digits = fields.array();
      digits[point] = '.';
      int end = point + MICROS_DIGITS;
      while (digits[end] == '0') {
        end--;
      }
      fields.cutTo(end + 1);
    }
  }

  private void wordIfAny(String name, String word) {
    if (!word.isEmpty()) {
      word(name, word);
    }
  }

  /**
   * @param word of this server's own: ASCII without quotation marks
   */
  private void word(String name, String word) {
    fields.ascii(",\"").ascii(name).ascii("\":\"").ascii(word).ascii('"');
  }

  private void textIfAny(String name, String text, int maxChars) {
    if (!text.isBlank()) {
      text(name, text, maxChars);
    }
  }

  private void text(String name, String text, int maxChars) {
    fields.ascii(",\"").ascii(name).ascii("\":");
    quoted(text, maxChars);
  }

  /** Adds a text, cleaned and shortened, as a JSON string. */
  private void quoted(String text, int maxChars) {
    fields.ascii('"');
    if (text.length() <= maxChars && isPlain(text)) {
      fields.ascii(text);
    } else {
      escaped(UntrustedText.line(text, maxChars));
    }
    fields.ascii('"');
  }

  private void escaped(String text) {
    for (int at = 0; at < text.length(); ) {
      int character = text.codePointAt(at);
      if (character == '"' || character == '\\') {
        fields.ascii('\\');
      }
      fields.codePoint(character);
      at += Character.charCount(character);
    }
  }
}
