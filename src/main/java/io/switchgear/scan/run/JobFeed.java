package io.switchgear.scan.run;

import io.switchgear.scan.job.JobEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the changes of jobs to listeners, those of this node and those that other nodes told it of.
 * A listener that fails harms no other. Thread-safe.
 */
public final class JobFeed {

  private static final Logger LOG = LoggerFactory.getLogger(JobFeed.class);

  private final List<Consumer<JobEvent>> listeners = new CopyOnWriteArrayList<>();
  private volatile Consumer<JobEvent> others = event -> {};

  /**
   * @param listener must not block
   */
  public AutoCloseable subscribe(Consumer<JobEvent> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /**
   * @param told every change that this node makes, for the other nodes
   */
  void others(Consumer<JobEvent> told) {
    others = told;
  }

  public void tell(JobEvent event) {
    for (Consumer<JobEvent> listener : listeners) {
      try {
        listener.accept(event);
      } catch (RuntimeException bug) {
        LOG.error("a listener of jobs failed", bug);
      }
    }
    if (event.here()) {
      others.accept(event);
    }
  }
}
