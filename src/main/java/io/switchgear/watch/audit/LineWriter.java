package io.switchgear.watch.audit;

import io.switchgear.store.Utf8Builder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Makes records the lines of a chain: JSON, with a hash over the record and over the previous hash.
 * Not thread-safe.
 */
final class LineWriter {

  static final String PREV = ",\"prev\":\"";
  static final String HASH = ",\"hash\":\"";

  private final MessageDigest sha = Hash.sha256();
  private final byte[] digest = new byte[Hash.BYTES];
  private final Utf8Builder last = new Utf8Builder(2 * Hash.BYTES);
  private long seq;

  /**
   * @param seq number of the last record; 0 if there is none
   * @param last hash of that record
   */
  LineWriter(long seq, String last) {
    this.seq = seq;
    this.last.ascii(last);
  }

  long seq() {
    return seq;
  }

  String last() {
    return new String(last.array(), 0, last.length(), StandardCharsets.ISO_8859_1);
  }

  /**
   * Appends the next line, including its line end.
   *
   * @param record its {@link RecordFields}
   */
  void next(Utf8Builder record, Utf8Builder out) {
    next(record.array(), 0, record.length(), out);
  }

  /** As {@link #next(Utf8Builder, Utf8Builder)}, of a record within an array. */
  void next(byte[] record, int at, int count, Utf8Builder out) {
    int start = out.length();
    out.ascii("{\"seq\":").number(seq + 1).bytes(record, at, count);
    out.ascii(PREV).bytes(last.array(), 0, last.length()).ascii("\"}");
    sha.update(out.array(), start, out.length() - start);
    Hash.finish(sha, digest);
    last.cutTo(0).hex(digest);
    out.cutTo(out.length() - 1);
    out.ascii(HASH).bytes(last.array(), 0, last.length()).ascii("\"}\n");
    seq++;
  }

  /**
   * Appends lines that were made for another end of the chain, with other numbers and hashes.
   *
   * @param lines whole lines of {@link #next}
   * @param skipped the number of lines to leave out
   */
  void again(byte[] lines, long skipped, Utf8Builder out) {
    int line = 0;
    for (long number = 0; line < lines.length; number++) {
      int end = indexOf('\n', lines, line);
      if (number >= skipped) {
        int start = indexOf(',', lines, line);
        next(lines, start, end - RecordLine.TAIL - start, out);
      }
      line = end + 1;
    }
  }

  private static int indexOf(char wanted, byte[] lines, int from) {
    int at = from;
    while (lines[at] != wanted) {
      at++;
    }
    return at;
  }
}
