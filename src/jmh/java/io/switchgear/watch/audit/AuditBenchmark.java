package io.switchgear.watch.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.config.AuditSettings;
import io.switchgear.config.AuditSettings.OnFailure;
import io.switchgear.watch.audit.AuditRecord.Decision;
import io.switchgear.watch.audit.AuditRecord.Kind;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The records of 40,000 calls a second through the whole log: CPU time of the caller and of the
 * writer's thread, to be divided by the records. With {@code -prof gc} also the bytes that they
 * allocate.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class AuditBenchmark {

  /** Records between two pauses of the caller. */
  private static final int BURST = 40;

  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final ObjectNode arguments = JsonNodeFactory.instance.objectNode().put("message", "hi");
  private Path folder;
  private AuditLog log;
  private long writer;
  private long number;

  @Setup
  public void open() throws IOException {
    folder = Files.createTempDirectory("switchgear-audit");
    log =
        AuditLog.open(
            folder,
            "audit",
            new AuditSettings(true, OnFailure.WARN, Duration.ofSeconds(1), 64 << 20, 2),
            "1");
    writer =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("switchgear-audit"))
            .findAny()
            .orElseThrow()
            .threadId();
  }

  /** CPU time, in nanoseconds, and the number of records that it was for. JMH adds them up. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Cpu {

    private long callerNanos;
    private long writerNanos;
    private long records;

    @Setup(Level.Iteration)
    public void reset() {
      callerNanos = 0;
      writerNanos = 0;
      records = 0;
    }

    public long callerNanos() {
      return callerNanos;
    }

    public long writerNanos() {
      return writerNanos;
    }

    public long records() {
      return records;
    }
  }

  @Benchmark
  public void burst(Cpu cpu) {
    long caller = THREADS.getCurrentThreadCpuTime();
    long written = THREADS.getThreadCpuTime(writer);
    for (int n = 0; n < BURST; n++) {
      log.record(record());
    }
    cpu.callerNanos += THREADS.getCurrentThreadCpuTime() - caller;
    LockSupport.parkNanos(PAUSE);
    cpu.writerNanos += THREADS.getThreadCpuTime(writer) - written;
    cpu.records += BURST;
  }

  private AuditRecord record() {
    return new AuditRecord(
        Kind.CALL,
        "local",
        "echo",
        "0000018f-" + number++,
        List.of(),
        Decision.ADMITTED,
        "",
        "closed",
        "success",
        Duration.ofNanos(123_456),
        Optional.of(arguments),
        "",
        Map.of());
  }

  @TearDown
  public void close() throws IOException {
    log.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
