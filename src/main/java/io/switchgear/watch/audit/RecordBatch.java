package io.switchgear.watch.audit;

import io.switchgear.store.Utf8Builder;
import java.nio.ByteBuffer;

/**
 * Serialized records, one behind the other in an array of fixed size. They are read in their order.
 * Not thread-safe.
 */
final class RecordBatch {

  private static final int LENGTH_BYTES = Integer.BYTES;

  /** Each record with its length before it. */
  private final ByteBuffer bytes;

  private int readTo;

  /**
   * @param capacity in bytes
   */
  RecordBatch(int capacity) {
    this.bytes = ByteBuffer.allocate(capacity);
  }

  /** A batch with room for this record and, if they are small, for others. */
  static RecordBatch with(Utf8Builder record, int capacity) {
    RecordBatch batch = new RecordBatch(Math.max(capacity, LENGTH_BYTES + record.length()));
    batch.add(record);
    return batch;
  }

  /** Adds a record; false if there is no room. */
  boolean add(Utf8Builder record) {
    if (bytes.remaining() < LENGTH_BYTES + record.length()) {
      return false;
    }
    bytes.putInt(record.length()).put(record.array(), 0, record.length());
    return true;
  }

  /** Reads the next record; false if there is none. */
  boolean next(Utf8Builder into) {
    if (readTo == bytes.position()) {
      return false;
    }
    int count = bytes.getInt(readTo);
    into.cutTo(0).bytes(bytes.array(), readTo + LENGTH_BYTES, count);
    readTo += LENGTH_BYTES + count;
    return true;
  }

  int capacity() {
    return bytes.capacity();
  }

  void clear() {
    bytes.clear();
    readTo = 0;
  }
}
