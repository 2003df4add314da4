package io.switchgear.watch.events;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobEvent;
import io.switchgear.scan.job.JobState;
import io.switchgear.watch.events.Event.Kind;
import io.switchgear.watch.view.EventJson.JobChanged;
import io.switchgear.watch.view.ViewMapper;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Creates the events of jobs: one for each change of a state, kept like other events, and the
 * progress as a live value, of which only the newest is sent. They contain no results and no
 * targets.
 */
public final class JobEvents implements Consumer<JobEvent> {

  private final EventLog log;

  public JobEvents(EventLog log) {
    this.log = log;
  }

  @Override
  public void accept(JobEvent event) {
    switch (event.kind()) {
      case STATE -> {
        add(event);
        if (event.job().state().isFinal()) {
          log.live().remove(key(event.job()));
        }
      }
      case PROGRESS -> progress(event);
      case QUESTIONS -> add(event);
      case DELETED -> {
        log.live().remove(key(event.job()));
        add(event);
      }
    }
  }

  /**
   * A change that another node made is an event of that node, and reaches this one with its other
   * events.
   */
  private void add(JobEvent event) {
    if (event.here()) {
      log.add(Kind.JOB_CHANGED, JobChanged.of(event));
    }
  }

  /** The last state of each job of which an event is kept, whichever node made the change. */
  public Map<String, JobState> states() {
    Map<String, JobState> states = new HashMap<>();
    for (Event event : log.kept(Kind.JOB_CHANGED)) {
      JobState.of(event.facts().path("state").asText())
          .ifPresent(state -> states.put(event.facts().path("job_id").asText(), state));
    }
    return states;
  }

  /** The last progress of a job may be told after its end. */
  private void progress(JobEvent event) {
    if (!event.job().state().isFinal()) {
      ObjectNode value = JsonNodeFactory.instance.objectNode();
      value.put("type", JobChanged.PROGRESS).put("timestamp", event.job().updatedAt().toString());
      log.live().put(key(event.job()), value.setAll(ViewMapper.tree(JobChanged.of(event))));
    }
  }

  private static String key(Job job) {
    return "job:" + job.id();
  }
}
