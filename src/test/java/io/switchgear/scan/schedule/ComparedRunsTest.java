package io.switchgear.scan.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.switchgear.scan.job.JobRequest;
import io.switchgear.scan.job.JobState;
import io.switchgear.testing.MemoryJobs;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.Scan;
import io.switchgear.tool.hosts.HostFindings.Service;
import io.switchgear.tool.hosts.HostFindings.Traits;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class ComparedRunsTest {

  private final MemoryJobs jobs = new MemoryJobs();

  private String job(int from, int to, String port) {
    String id =
        jobs.add("ann", JobRequest.of("port_scan", Specs.targets("10.0.0.0/16")).named("lab")).id();
    for (int i = from; i < to; i++) {
      jobs.found(id, host("10.0." + i / 256 + "." + i % 256, i == from ? port : "open"));
    }
    jobs.move(id, MemoryJobs.to(JobState.COMPLETED));
    return id;
  }

  private static Host host(String address, String port) {
    return new Host(
        address,
        List.of(),
        "up",
        "syn-ack",
        Scan.COMPLETE,
        List.of(new Port(22, "tcp", port, "syn-ack", Service.usual("ssh"), "", "", List.of())),
        List.of(),
        Traits.NONE);
  }

  /** More hosts than a page has. */
  @Test
  void allPagesOfBothJobsAreCompared() {
    String before = job(0, 2_500, "open");
    String after = job(0, 2_501, "closed");
    RunChanges changes = new ComparedRuns(jobs).compare(before, after);
    assertEquals(1, changes.portsClosed());
    assertEquals(1, changes.hostsChanged());
    assertEquals(1, changes.notCompared());
    assertEquals(0, changes.hostsCame());
  }

  @Test
  void aDeletedJobIsSaid() {
    String id = job(0, 1, "open");
    assertThrows(NoSuchElementException.class, () -> new ComparedRuns(jobs).compare("gone", id));
  }
}
