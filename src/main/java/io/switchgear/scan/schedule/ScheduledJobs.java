package io.switchgear.scan.schedule;

import io.switchgear.scan.Jobs;
import io.switchgear.scan.job.JobAnswer;
import io.switchgear.scan.job.JobRequest;
import io.switchgear.tool.Caller;
import java.util.concurrent.CompletionStage;

/** What schedules and retention do with jobs; see {@link Jobs}. */
interface ScheduledJobs {

  CompletionStage<JobAnswer> start(String id, JobRequest request, Caller caller);

  CompletionStage<JobAnswer> cancel(String id, Caller caller);

  CompletionStage<JobAnswer> delete(String id, Caller caller);

  static ScheduledJobs of(Jobs jobs) {
    return new ScheduledJobs() {

      @Override
      public CompletionStage<JobAnswer> start(String id, JobRequest request, Caller caller) {
        return jobs.start(id, request, caller);
      }

      @Override
      public CompletionStage<JobAnswer> cancel(String id, Caller caller) {
        return jobs.cancel(id, caller);
      }

      @Override
      public CompletionStage<JobAnswer> delete(String id, Caller caller) {
        return jobs.delete(id, caller);
      }
    };
  }
}
