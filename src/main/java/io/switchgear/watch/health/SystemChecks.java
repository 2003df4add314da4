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

/**
 * Checks of the resources that the server needs: CPU, memory, the data folder's disk, and the
 * process itself.
 */
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
   * @param settings read in every round
   * @param dataDir its file system is checked
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
          "Not measured yet; the first value follows after %d s."
              .formatted(limits.cpuWindow().toSeconds()));
    }
    return UsageRating.rate(
        load.get().share(),
        limits.cpuThreshold(),
        "CPU use %s over the last %d s"
            .formatted(UsageRating.percent(load.get().share()), load.get().over().toSeconds()),
        "Calls will take longer; lower tools.*.bulkhead.max-concurrent, or give it more CPU.");
  }

  Finding memory() {
    Amount memory = machine.memory();
    return UsageRating.rate(
        memory.share(),
        settings.get().memoryThreshold(),
        "%s of %s's %s of memory"
            .formatted(
                UsageRating.percent(memory.share()), memory.of(), UsageRating.size(memory.limit())),
        "Stop other programs, or provide more memory.");
  }

  Finding disk() throws IOException {
    FileStore store = Files.getFileStore(existing(dataDir));
    long total = store.getTotalSpace();
    double share = total <= 0 ? 0 : 1 - (double) store.getUsableSpace() / total;
    return UsageRating.rate(
        share,
        settings.get().diskThreshold(),
        "%s used of the %s disk of the data folder; %s free"
            .formatted(
                UsageRating.percent(share),
                UsageRating.size(total),
                UsageRating.size(store.getUsableSpace())),
        "Free some space, or move switchgear.data-dir.");
  }

  /** The nearest existing parent of a folder that does not exist yet. */
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
        UsageRating.rate(
            heap.share(),
            limits.heapThreshold(),
            "%s of the %s heap in use after the last collection"
                .formatted(UsageRating.percent(heap.share()), UsageRating.size(heap.limit())),
            "Increase the heap (-Xmx), or lower the limits on sessions and calls.");
    return machine
        .descriptors()
        .map(files -> worse(files(files, limits.descriptorThreshold()), memory))
        .orElse(memory);
  }

  private static Finding files(Amount files, double threshold) {
    return UsageRating.rate(
        files.share(),
        threshold,
        String.format(Locale.ROOT, "%,d of %,d files open", files.used(), files.limit()),
        "Raise its limit (ulimit -n), or lower http.max-connections.");
  }

  private static Finding worse(Finding one, Finding other) {
    return new Finding(one.status().worse(other.status()), one.message() + " " + other.message());
  }
}
