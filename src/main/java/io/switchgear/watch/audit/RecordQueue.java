package io.switchgear.watch.audit;

import io.switchgear.store.Utf8Builder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The records that wait to be written, as bytes in a few large arrays: the garbage collector has
 * nothing to copy of them. Many threads add records, which holds a lock while some hundred bytes
 * are copied. One thread takes them.
 */
final class RecordQueue {

  /** Maximum records. */
  static final int CAPACITY = 65_536;

  private static final int BATCH_BYTES = 256 << 10;

  /** 64 MiB; with records of ordinary size, {@link #CAPACITY} is reached first. */
  private static final int MAX_BATCHES = 256;

  private final AtomicInteger size = new AtomicInteger();

  /** Full batches, and the one that is filled. Guarded by this. */
  private final Deque<RecordBatch> batches = new ArrayDeque<>();

  /** An empty batch to be used again; null if there is none. Guarded by this. */
  private RecordBatch spare;

  /** The batch that is read. Used by the thread that takes records. */
  private RecordBatch taken = new RecordBatch(BATCH_BYTES);

  boolean isFull() {
    return size.get() >= CAPACITY;
  }

  /** Adds a record; false if the queue is full. */
  synchronized boolean offer(Utf8Builder record) {
    if (isFull() || batches.size() > MAX_BATCHES) {
      return false;
    }
    add(record);
    return true;
  }

  /** Adds a record, even if the queue is full. */
  synchronized void add(Utf8Builder record) {
    RecordBatch last = batches.peekLast();
    if (last == null || !last.add(record)) {
      batches.addLast(emptyOrNew(record));
    }
    size.incrementAndGet();
  }

  private RecordBatch emptyOrNew(Utf8Builder record) {
    RecordBatch empty = spare;
    spare = null;
    return empty != null && empty.add(record) ? empty : RecordBatch.with(record, BATCH_BYTES);
  }

  /** Takes the next record; false if there is none. */
  boolean poll(Utf8Builder into) {
    if (!taken.next(into) && !(takeBatch() && taken.next(into))) {
      return false;
    }
    size.decrementAndGet();
    return true;
  }

  /** All records that wait are taken at once, unless they are many. */
  private synchronized boolean takeBatch() {
    RecordBatch next = batches.pollFirst();
    if (next == null) {
      return false;
    }
    if (taken.capacity() == BATCH_BYTES) {
      taken.clear();
      spare = taken;
    }
    taken = next;
    return true;
  }

  boolean isEmpty() {
    return size.get() == 0;
  }

  int size() {
    return size.get();
  }
}
