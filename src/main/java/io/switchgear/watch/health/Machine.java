package io.switchgear.watch.health;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import io.switchgear.watch.health.CpuWindow.Reading;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The resources of the machine or container, read from the files of the kernel, or from the JVM if
 * they do not exist. Every method may block.
 */
final class Machine {

  /**
   * The first eight columns of the line {@code cpu}. The guest columns are already included in
   * them.
   */
  private static final int CPU_COLUMNS = 8;

  private static final int IDLE = 3;
  private static final int WAITING = 4;

  /**
   * The use of a limited resource.
   *
   * @param of the owner of the limit, for messages
   */
  record Amount(long used, long limit, String of) {
    double share() {
      return limit == 0 ? 0 : (double) used / limit;
    }
  }

  private final Path root;
  private final ControlGroup group;
  private final OperatingSystemMXBean jvm =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  Machine() {
    this(Path.of("/"));
  }

  /**
   * @param root of the file system
   */
  Machine(Path root) {
    this.root = root;
    this.group = ControlGroup.of(root);
  }

  Amount memory() {
    return group
        .memory()
        .map(limited -> new Amount(limited.used(), limited.limit(), "the container"))
        .or(this::memoryOfHost)
        .orElseGet(
            () ->
                new Amount(
                    jvm.getTotalMemorySize() - jvm.getFreeMemorySize(),
                    jvm.getTotalMemorySize(),
                    "the machine"));
  }

  private Optional<Amount> memoryOfHost() {
    Path file = root.resolve("proc/meminfo");
    OptionalLong total = ControlGroup.field(file, "MemTotal");
    OptionalLong available = ControlGroup.field(file, "MemAvailable");
    return total.isPresent() && available.isPresent()
        ? Optional.of(
            new Amount(
                (total.getAsLong() - available.getAsLong()) << 10,
                total.getAsLong() << 10,
                "the machine"))
        : Optional.empty();
  }

  /**
   * CPU counters of the container if it has a quota, otherwise of the machine, otherwise of this
   * process.
   */
  Reading cpu() {
    long now = System.nanoTime();
    return group
        .cpu()
        .map(limited -> new Reading(limited.usedNanos(), limited.cpus() * now))
        .or(this::cpuOfHost)
        .orElseGet(
            () ->
                new Reading(jvm.getProcessCpuTime(), (double) jvm.getAvailableProcessors() * now));
  }

  private Optional<Reading> cpuOfHost() {
    return ControlGroup.lines(root.resolve("proc/stat")).stream()
        .filter(line -> line.startsWith("cpu "))
        .map(line -> line.substring("cpu ".length()).strip().split(" +"))
        .filter(columns -> columns.length >= CPU_COLUMNS)
        .map(Machine::reading)
        .findFirst();
  }

  private static Reading reading(String[] columns) {
    long[] ticks = Arrays.stream(columns).limit(CPU_COLUMNS).mapToLong(Long::parseLong).toArray();
    long all = Arrays.stream(ticks).sum();
    return new Reading(all - ticks[IDLE] - ticks[WAITING], all);
  }

  /** Open file descriptors; empty if the system does not report them. */
  Optional<Amount> descriptors() {
    return jvm instanceof UnixOperatingSystemMXBean unix
        ? Optional.of(
            new Amount(
                unix.getOpenFileDescriptorCount(), unix.getMaxFileDescriptorCount(), "the process"))
        : Optional.empty();
  }

  /**
   * Heap use after the last garbage collection. Between collections, use grows with garbage and
   * says little.
   */
  Amount heap() {
    List<MemoryPoolMXBean> pools =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();
    long left =
        pools.stream()
            .map(MemoryPoolMXBean::getCollectionUsage)
            .filter(usage -> usage != null)
            .mapToLong(MemoryUsage::getUsed)
            .sum();
    return new Amount(left, Runtime.getRuntime().maxMemory(), "the JVM");
  }
}
