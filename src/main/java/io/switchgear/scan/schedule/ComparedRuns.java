package io.switchgear.scan.schedule;

import io.switchgear.scan.Jobs;
import io.switchgear.scan.compare.JobComparison;
import io.switchgear.scan.job.HostQuery;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobHost;
import io.switchgear.scan.job.Page;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Compares jobs by their hosts, which are read page by page. */
final class ComparedRuns implements RunComparison {

  private static final Caller SCHEDULER = new Caller("scheduler", EnumSet.of(Permission.OPS_READ));

  private final Jobs jobs;

  ComparedRuns(Jobs jobs) {
    this.jobs = jobs;
  }

  @Override
  public RunChanges compare(String before, String after) {
    JobComparison.Counts counts =
        JobComparison.of(job(before), new Hosts(before), job(after), new Hosts(after), 0).counts();
    return new RunChanges(
        counts.hostsCame(),
        counts.hostsWent(),
        counts.hostsChanged(),
        counts.portsCame(),
        counts.portsWent(),
        counts.portsChanged(),
        counts.hostsUncovered());
  }

  private Job job(String id) {
    return Waiting.on(jobs.find(id, SCHEDULER)).orElseThrow(() -> gone(id));
  }

  private static NoSuchElementException gone(String id) {
    return new NoSuchElementException("the job " + id + " was deleted");
  }

  /** The hosts of a job in the order of their addresses. */
  private final class Hosts implements Iterator<JobHost> {

    private final String job;
    private Iterator<JobHost> page;
    private Optional<String> next;

    Hosts(String job) {
      this.job = job;
      turn(HostQuery.ALL.limit(HostQuery.MAX_LIMIT));
    }

    private void turn(HostQuery query) {
      Page<JobHost> read =
          Waiting.on(jobs.hosts(job, query, SCHEDULER)).orElseThrow(() -> gone(job));
      page = read.items().iterator();
      next = read.next();
    }

    @Override
    public boolean hasNext() {
      while (!page.hasNext() && next.isPresent()) {
        turn(HostQuery.ALL.limit(HostQuery.MAX_LIMIT).after(next));
      }
      return page.hasNext();
    }

    @Override
    public JobHost next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return page.next();
    }
  }
}
