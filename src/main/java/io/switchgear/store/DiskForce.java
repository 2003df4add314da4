package io.switchgear.store;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/** Group commit: one force of the file serves all commits that wait for the disk. */
final class DiskForce {

  private final Runnable force;
  private final AtomicLong committed = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private long forced;

  DiskForce(Runnable force) {
    this.force = force;
  }

  /** Returns when the caller's commit is on disk. Call it after the commit. */
  void await() {
    long mine = committed.incrementAndGet();
    lock.lock();
    try {
      if (forced < mine) {
        long upTo = committed.get();
        force.run();
        forced = upTo;
      }
    } finally {
      lock.unlock();
    }
  }
}
