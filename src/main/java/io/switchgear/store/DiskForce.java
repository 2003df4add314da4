package io.switchgear.store;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/** Group commit: however many commits wait for the disk, one force of the file serves them all. */
final class DiskForce {

  private final Runnable force;
  private final AtomicLong committed = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private long forced;

  DiskForce(Runnable force) {
    this.force = force;
  }

  /** Call after the commit; returns when that commit is on the disk. */
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
