package io.switchgear.watch.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * The chain fields of one line.
 *
 * @param sound whether the hash matches the line
 */
record RecordLine(long seq, String prev, String hash, boolean sound) {

  private static final byte[] START = "{\"seq\":".getBytes(StandardCharsets.US_ASCII);
  private static final int HEX = 64;
  private static final int HASH_PART = LineWriter.HASH.length() + HEX + 2;
  private static final int PREV_PART = LineWriter.PREV.length() + HEX + 1;

  /** Bytes of the two hashes at the end of a line. */
  static final int TAIL = PREV_PART + HASH_PART;

  private static final int MAX_DIGITS = 18;

  /**
   * @param line without its line end
   * @return empty if the line does not have the form of a record
   */
  static Optional<RecordLine> of(byte[] line) {
    int hashAt = line.length - HASH_PART;
    int prevAt = hashAt - PREV_PART;
    Optional<Long> seq = seq(line);
    if (prevAt < START.length || seq.isEmpty() || line[line.length - 1] != '}') {
      return Optional.empty();
    }
    String tail = new String(line, prevAt, line.length - prevAt, StandardCharsets.ISO_8859_1);
    int hashStart = PREV_PART + LineWriter.HASH.length();
    String prev = tail.substring(LineWriter.PREV.length(), LineWriter.PREV.length() + HEX);
    String hash = tail.substring(hashStart, hashStart + HEX);
    if (!tail.equals(LineWriter.PREV + prev + "\"" + LineWriter.HASH + hash + "\"}")
        || !Hash.isHash(prev)
        || !Hash.isHash(hash)) {
      return Optional.empty();
    }
    MessageDigest sha = Hash.sha256();
    sha.update(line, 0, hashAt);
    sha.update((byte) '}');
    return Optional.of(new RecordLine(seq.get(), prev, hash, Hash.hex(sha.digest()).equals(hash)));
  }

  /** The record number at the start of the line; empty if there is none. */
  static Optional<Long> seq(byte[] line) {
    if (line.length < START.length
        || !Arrays.equals(line, 0, START.length, START, 0, START.length)) {
      return Optional.empty();
    }
    long seq = 0;
    int at = START.length;
    while (at < line.length && line[at] >= '0' && line[at] <= '9') {
      seq = seq * 10 + line[at++] - '0';
    }
    int digits = at - START.length;
    return digits == 0 || digits > MAX_DIGITS ? Optional.empty() : Optional.of(seq);
  }
}
