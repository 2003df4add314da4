package io.switchgear.watch.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.cluster.feed.NodeRun;
import io.switchgear.scan.job.JobProgress;
import io.switchgear.scan.job.JobRequest;
import io.switchgear.scan.job.JobState;
import io.switchgear.testing.MemoryJobs;
import io.switchgear.tool.Caller;
import io.switchgear.watch.events.Event.Kind;
import io.switchgear.watch.view.EventJson;
import io.switchgear.watch.view.EventJson.JobChanged;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobEventsTest {

  private final EventLog log = new EventLog("here");
  private final MemoryJobs jobs = new MemoryJobs();
  private final JobEvents events = new JobEvents(log);
  private final long start = log.end().position();

  @BeforeEach
  void follow() {
    jobs.subscribe(events);
  }

  private List<JobChanged> told() {
    return log.after(start, 100).map(EventLog.Batch::events).orElse(List.of()).stream()
        .map(event -> (JobChanged) EventJson.read(event.kind().wire(), event.facts()))
        .toList();
  }

  private Optional<ObjectNode> live() {
    return log.live().after(0, 10).map(batch -> batch.values().getFirst());
  }

  private String started() {
    return jobs.add(
            "ann", JobRequest.of("nmap", JsonNodeFactory.instance.objectNode()).named("weekly"))
        .id();
  }

  @Test
  void eachStateIsAnEvent() {
    String id = started();
    for (JobState state : List.of(JobState.PLANNING, JobState.RUNNING, JobState.PARTIAL)) {
      jobs.move(id, MemoryJobs.to(state));
    }
    jobs.delete(id, Caller.LOCAL);
    assertEquals(
        List.of("queued", "planning", "running", "partial", "partial"),
        told().stream().map(JobChanged::state).toList());
    assertEquals("deleted", told().getLast().change());
    assertEquals("weekly", told().getFirst().name());
    assertEquals("ann", told().getFirst().principal());
    assertEquals(id, told().getFirst().jobId());
  }

  @Test
  void theLastStatesAreKnownAlsoFromOtherNodes() {
    String own = started();
    jobs.move(own, MemoryJobs.to(JobState.PLANNING));
    jobs.move(own, MemoryJobs.to(JobState.RUNNING));
    ObjectNode facts = JsonNodeFactory.instance.objectNode();
    facts.put("job_id", "elsewhere").put("state", "partial");
    log.tell(
        new NodeRun("there", "mf3k2a9x-q7z0"),
        0,
        1,
        List.of(new EventLog.Told(1, Instant.EPOCH, Kind.JOB_CHANGED, facts)));
    assertEquals(Map.of(own, JobState.RUNNING, "elsewhere", JobState.PARTIAL), events.states());
  }

  @Test
  void progressIsALiveValueUntilTheEnd() {
    String id = started();
    jobs.move(id, MemoryJobs.to(JobState.RUNNING));
    int events = told().size();
    jobs.move(id, MemoryJobs.at(new JobProgress(100, 50, 9, 12, 2, 1, 0, 25)));
    jobs.move(id, MemoryJobs.waiting("the breaker of nmap is open"));
    assertEquals(events, told().size());
    ObjectNode value = live().orElseThrow();
    assertEquals("job_progress", value.path("type").asText());
    assertEquals(50, value.path("hosts_done").asInt());
    assertEquals(2, value.path("eta_seconds").asInt());
    assertEquals("the breaker of nmap is open", value.path("waiting").asText());
    jobs.move(id, MemoryJobs.to(JobState.COMPLETED));
    assertEquals(Optional.empty(), live());
    jobs.move(id, MemoryJobs.at(new JobProgress(100, 100, 9, 12, 2, 2, 0, 25)));
    assertEquals(Optional.empty(), live(), "progress that is told after the end");
  }

  @Test
  void manyJobsDisplaceNoOtherEvents() {
    log.add(Kind.CONFIG, JsonNodeFactory.instance.objectNode().put("by", "api"));
    for (int i = 0; i <= EventLog.KEPT; i++) {
      started();
    }
    EventLog.Batch batch = log.after(start, 1).orElseThrow();
    assertEquals(Kind.CONFIG, batch.events().getFirst().kind());
    assertEquals(start, log.start().position());
    assertFalse(Kind.JOB_CHANGED.source() == Kind.CONFIG.source());
  }
}
