package io.switchgear.front.http.api;

import io.switchgear.scan.Jobs;
import io.switchgear.scan.job.HostQuery;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobHost;
import io.switchgear.scan.job.JobProblem;
import io.switchgear.scan.job.JobQuery;
import io.switchgear.scan.job.PageIterator;
import io.switchgear.tool.Caller;
import java.util.Iterator;

/** All results of a job, page by page. The iterators wait for each page. */
final class JobPages {

  private JobPages() {}

  /** In the order of their addresses. Fails if the job is deleted meanwhile. */
  static Iterator<JobHost> hosts(Jobs jobs, Job job, Caller caller) {
    HostQuery query = HostQuery.ALL.limit(HostQuery.MAX_LIMIT);
    return new PageIterator<>(
        cursor ->
            jobs.hosts(job.id(), query.after(cursor), caller)
                .thenApply(
                    page ->
                        page.orElseThrow(
                            () ->
                                new IllegalStateException(
                                    "the job was deleted while its hosts were read"))));
  }

  static Iterator<JobProblem> problems(Jobs jobs, Job job, Caller caller) {
    return new PageIterator<>(
        cursor -> jobs.problems(job.id(), JobQuery.MAX_LIMIT, cursor, caller));
  }
}
