package io.switchgear.watch.health;

import io.switchgear.config.HealthSettings;
import io.switchgear.watch.health.CpuWindow.Load;
import io.switchgear.watch.health.HealthCheck.Finding;
import io.switchgear.watch.health.Machine.Amount;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** What the server stands on: CPU, memory, the data folder's disk, the process itself. */
public final class SystemChecks {

  private final Supplier<HealthSettings> settings;
  private final Path dataDir;
  private final Machine machine;
  private final CpuWindow cpu;

  SystemChecks(Supplier<HealthSettings> settings, Path dataDir, Machine machine, CpuWindow cpu) {
    this.settings = settings;
    this.dataDir = dataDir;
    this.machine = machine;
    this.cpu = cpu;
  }

  /**
   * @param settings asked anew in every round
   * @param dataDir whose file system is looked at
   */
  public static List<HealthCheck> of(Supplier<HealthSettings> settings, Path dataDir) {
    Machine machine = new Machine();
    return new SystemChecks(
            settings, dataDir, machine, new CpuWindow(machine::cpu, System::nanoTime))
        .all();
  }

  List<HealthCheck> all() {
    return List.of(
        new HealthCheck("system:cpu", Priority.INFORMATIONAL, this::cpu),
        new HealthCheck("system:memory", Priority.IMPORTANT, this::memory),
        new HealthCheck("system:disk", Priority.IMPORTANT, this::disk),
        new HealthCheck("system:process", Priority.CRITICAL, this::process));
  }

  Finding cpu() {
    HealthSettings limits = settings.get();
    Optional<Load> load = cpu.over(limits.cpuWindow());
    if (load.isEmpty()) {
      return Finding.healthy(
          "Nothing is said before %d s have passed.".formatted(limits.cpuWindow().toSeconds()));
    }
    return Fullness.judged(
        load.get().share(),
        limits.cpuThreshold(),
        "%s of the CPU's time in the last %d s"
            .formatted(Fullness.percent(load.get().share()), load.get().over().toSeconds()),
        "Calls will take longer; lower tools.*.bulkhead.max-concurrent, or give it more CPU.");
  }

  Finding memory() {
    Amount memory = machine.memory();
    return Fullness.judged(
        memory.share(),
        settings.get().memoryThreshold(),
        "%s of %s's %s of memory"
            .formatted(
                Fullness.percent(memory.share()), memory.of(), Fullness.size(memory.limit())),
        "End what does not belong here, or give it more.");
  }

  Finding disk() throws IOException {
    FileStore store = Files.getFileStore(existing(dataDir));
    long total = store.getTotalSpace();
    double share = total <= 0 ? 0 : 1 - (double) store.getUsableSpace() / total;
    return Fullness.judged(
        share,
        settings.get().diskThreshold(),
        "%s of the %s on which the data folder is; %s are left"
            .formatted(
                Fullness.percent(share),
                Fullness.size(total),
                Fullness.size(store.getUsableSpace())),
        "Make room, or move switchgear.data-dir.");
  }

  /** A folder that is yet to be made will be where the nearest one above it is. */
  private static Path existing(Path folder) {
    Path at = folder;
    while (!Files.exists(at) && at.getParent() != null) {
      at = at.getParent();
    }
    return at;
  }

  Finding process() {
    HealthSettings limits = settings.get();
    Amount heap = machine.heap();
    Finding memory =
        Fullness.judged(
            heap.share(),
            limits.heapThreshold(),
            "The last collection left %s of the heap's %s in use"
                .formatted(Fullness.percent(heap.share()), Fullness.size(heap.limit())),
            "Give the JVM more (-Xmx), or lower the limits on sessions and calls.");
    return machine
        .descriptors()
        .map(files -> worse(files(files, limits.descriptorThreshold()), memory))
        .orElse(memory);
  }

  private static Finding files(Amount files, double threshold) {
    return Fullness.judged(
        files.share(),
        threshold,
        String.format(Locale.ROOT, "%,d of %,d files open", files.used(), files.limit()),
        "Raise its limit (ulimit -n), or lower http.max-connections.");
  }

  private static Finding worse(Finding one, Finding other) {
    return new Finding(one.status().worse(other.status()), one.message() + " " + other.message());
  }
}
