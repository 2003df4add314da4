package io.switchgear.watch.audit;

import io.switchgear.tool.UntrustedText;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Serializes records as the lines of a chain: JSON, with a hash over the record and over the
 * previous hash. Not thread-safe.
 */
final class LineWriter {

  static final String PREV = ",\"prev\":\"";
  static final String HASH = ",\"hash\":\"";

  private static final int NAME_CHARS = 200;
  private static final int DETAIL_CHARS = 500;
  private static final int MAX_DETAILS = 32;

  private final MessageDigest sha = Hash.sha256();
  private final LineBuffer line = new LineBuffer();
  private long seq;
  private String last;

  private long formattedMillis = Long.MIN_VALUE;
  private String formatted = "";

  /**
   * @param seq number of the last record; 0 if there is none
   * @param last hash of that record
   */
  LineWriter(long seq, String last) {
    this.seq = seq;
    this.last = last;
  }

  long seq() {
    return seq;
  }

  String last() {
    return last;
  }

  /** Appends the next line, including its line end. */
  void next(QueuedRecord queued, ByteArrayOutputStream out) {
    line.clear();
    AuditRecord record = queued.record();
    line.ascii("{\"seq\":").number(seq + 1).ascii(",\"time\":\"").ascii(time(queued.millis()));
    line.ascii('"');
    text("kind", record.kind().wire());
    text("who", clean(record.who()));
    text("what", clean(record.what()));
    textIfAny("call", clean(record.call()));
    targets(record.targets(), queued.targets());
    text("decision", record.decision().wire());
    textIfAny("rule", clean(record.rule(), DETAIL_CHARS));
    textIfAny("breaker", record.breaker());
    textIfAny("outcome", record.outcome());
    if (!record.duration().isNegative()) {
      line.ascii(",\"duration\":");
      seconds(record.duration().toNanos() / 1_000);
    }
    if (queued.count() > 1) {
      line.ascii(",\"count\":").number(queued.count());
    }
    textIfAny("arguments_digest", queued.argumentsDigest());
    textIfAny("argv_digest", record.argvDigest());
    details(record.details());
    line.ascii(PREV).ascii(last).ascii("\"}");
    String hash = line.hash(sha);
    line.cut().ascii(HASH).ascii(hash).ascii("\"}\n").writeTo(out);
    last = hash;
    seq++;
  }

  /**
   * Cached, because many records share a millisecond and formatting costs more than the rest of the
   * line.
   */
  private String time(long millis) {
    if (millis != formattedMillis) {
      formattedMillis = millis;
      formatted = Instant.ofEpochMilli(millis).toString();
    }
    return formatted;
  }

  private void targets(List<String> targets, int total) {
    if (targets.isEmpty()) {
      return;
    }
    line.ascii(",\"targets\":");
    char separator = '[';
    for (String target : targets.subList(0, Math.min(targets.size(), AuditRecord.MAX_TARGETS))) {
      line.ascii(separator).quoted(clean(target));
      separator = ',';
    }
    line.ascii(']');
    if (total > AuditRecord.MAX_TARGETS) {
      line.ascii(",\"targets_total\":").number(total);
    }
  }

  private void details(Map<String, String> details) {
    if (details.isEmpty()) {
      return;
    }
    line.ascii(",\"details\":");
    char separator = '{';
    int written = 0;
    for (Map.Entry<String, String> detail : details.entrySet()) {
      if (written++ == MAX_DETAILS) {
        break;
      }
      line.ascii(separator).quoted(clean(detail.getKey()));
      line.ascii(':').quoted(clean(detail.getValue(), DETAIL_CHARS));
      separator = ',';
    }
    line.ascii('}');
  }

  private static String clean(String text) {
    return clean(text, NAME_CHARS);
  }

  /** Fast path for the common case: text that needs no cleaning. */
  private static String clean(String text, int maxChars) {
    boolean plain = text.length() <= maxChars;
    for (int at = 0; plain && at < text.length(); at++) {
      plain = text.charAt(at) > ' ' && text.charAt(at) < 0x7f;
    }
    return plain ? text : UntrustedText.line(text, maxChars);
  }

  /** Writes the shortest exact decimal. */
  private void seconds(long micros) {
    line.number(micros / 1_000_000);
    long fraction = micros % 1_000_000;
    if (fraction > 0) {
      String digits = Long.toString(1_000_000 + fraction).substring(1);
      int end = digits.length();
      while (digits.charAt(end - 1) == '0') {
        end--;
      }
      line.ascii('.').ascii(digits.substring(0, end));
    }
  }

  private void textIfAny(String name, String value) {
    if (!value.isEmpty()) {
      text(name, value);
    }
  }

  private void text(String name, String value) {
    line.ascii(",\"").ascii(name).ascii("\":").quoted(value);
  }
}
