package io.switchgear.metrics;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import kamon.Kamon;
import kamon.metric.Counter;
import kamon.metric.Gauge;
import kamon.metric.MeasurementUnit;
import kamon.metric.Timer;

/**
 * Processor time and open files of this process, under the names that Prometheus's client libraries
 * use, and how much later than asked a thread of it runs.
 */
final class ProcessSampler implements AutoCloseable {

  /** Every sample wakes the processor up. */
  private static final Duration STEP = Duration.ofMillis(100);

  private static final int STEPS_PER_SAMPLE = 10;

  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Counter cpu =
      Kamon.counter(
              "process.cpu", "Processor time of the process", MeasurementUnit.time().nanoseconds())
          .withoutTags();
  private final Gauge openFiles =
      Kamon.gauge("process.open.fds", "Open file descriptors of the process").withoutTags();
  private final Gauge mostFiles =
      Kamon.gauge("process.max.fds", "Most file descriptors that the process may open")
          .withoutTags();
  private final Timer hiccups =
      Kamon.timer("process.hiccups", "How much later than asked a thread of the process ran")
          .withoutTags();
  private long counted;

  ProcessSampler() {
    sample();
    Thread.ofPlatform().daemon().name("process-sampler").start(this::run);
  }

  private void run() {
    try {
      for (int step = 1; true; step++) {
        long due = System.nanoTime() + STEP.toNanos();
        if (closed.await(STEP.toNanos(), TimeUnit.NANOSECONDS)) {
          return;
        }
        hiccups.record(Math.max(0, System.nanoTime() - due));
        if (step % STEPS_PER_SAMPLE == 0) {
          sample();
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void sample() {
    long used = system.getProcessCpuTime();
    if (used > counted) {
      cpu.increment(used - counted);
      counted = used;
    }
    if (system instanceof UnixOperatingSystemMXBean unix) {
      openFiles.update(unix.getOpenFileDescriptorCount());
      mostFiles.update(unix.getMaxFileDescriptorCount());
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
