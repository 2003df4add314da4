package io.switchgear.scan.run;

import io.switchgear.scan.job.JobEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the changes of jobs to listeners. A listener that fails harms no other. Thread-safe. */
public final class JobFeed {

  private static final Logger LOG = LoggerFactory.getLogger(JobFeed.class);

  private final List<Consumer<JobEvent>> listeners = new CopyOnWriteArrayList<>();

  /**
   * @param listener must not block
   */
  public AutoCloseable subscribe(Consumer<JobEvent> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  public void tell(JobEvent event) {
    for (Consumer<JobEvent> listener : listeners) {
      try {
        listener.accept(event);
      } catch (RuntimeException bug) {
        LOG.error("a listener of jobs failed", bug);
      }
    }
  }
}
