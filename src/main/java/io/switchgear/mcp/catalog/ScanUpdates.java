package io.switchgear.mcp.catalog;

import io.switchgear.scan.Jobs;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobEvent;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Tells the changes of jobs as changes of their resources: for each job the first one at once, and
 * those of the second after it together at its end, so that the last one is never lost.
 */
public final class ScanUpdates {

  /** Least time between two notifications of one job. */
  static final Duration INTERVAL = Duration.ofSeconds(1);

  private final Consumer<CatalogChange> publish;
  private final BiConsumer<Duration, Runnable> later;

  /** The jobs that were told of within the last interval; whether they have changed since. */
  private final Map<String, Boolean> recent = new ConcurrentHashMap<>();

  private ScanUpdates(Consumer<CatalogChange> publish, BiConsumer<Duration, Runnable> later) {
    this.publish = publish;
    this.later = later;
  }

  /**
   * Follows the jobs until the result is closed.
   *
   * @param publish must not block
   * @param later runs an action after a delay
   */
  public static AutoCloseable follow(
      Jobs jobs, Consumer<CatalogChange> publish, BiConsumer<Duration, Runnable> later) {
    return jobs.subscribe(new ScanUpdates(publish, later)::changed);
  }

  private void changed(JobEvent event) {
    Job job = event.job();
    if (recent.put(job.id(), true) == null) {
      tell(job.id());
    }
    if (job.state().isFinal()) {
      publish.accept(new CatalogChange.ResourceUpdated(ScanResources.reportUri(job.id())));
    }
  }

  private void tell(String id) {
    recent.put(id, false);
    publish.accept(new CatalogChange.ResourceUpdated(ScanResources.uri(id)));
    later.accept(INTERVAL, () -> intervalOver(id));
  }

  private void intervalOver(String id) {
    if (!recent.remove(id, false)) {
      tell(id);
    }
  }
}
