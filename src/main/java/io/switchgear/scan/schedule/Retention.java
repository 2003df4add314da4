package io.switchgear.scan.schedule;

import io.switchgear.config.JobSettings;
import io.switchgear.scan.job.JobAnswer;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.Quantity;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes jobs that are older than they are kept, or too many of their name or schedule, with all
 * their results. Never a job that has not ended, and never the last complete job of a schedule,
 * because its next run is compared with it. It also finishes deletions that were interrupted.
 * Blocks.
 */
final class Retention {

  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
  private static final Caller RETENTION = new Caller("retention", EnumSet.of(Permission.OPS_WRITE));
  private static final int AT_ONCE = 100;

  /** So that a sweep ends; the next one goes on. */
  private static final int MOST = 10_000;

  private final RetentionTable table;
  private final ScheduledJobs jobs;
  private final Supplier<JobSettings.Retention> settings;
  private final InstantSource clock;

  Retention(
      RetentionTable table,
      ScheduledJobs jobs,
      Supplier<JobSettings.Retention> settings,
      InstantSource clock) {
    this.table = table;
    this.jobs = jobs;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * @return the number of deleted jobs
   */
  int sweep() {
    int interrupted = table.finishDeletions();
    if (interrupted > 0) {
      LOG.info("the deletion of {} is finished", Quantity.of(interrupted, "job"));
    }
    JobSettings.Retention usual = settings.get();
    Instant now = clock.instant();
    List<Schedule> own = table.schedules();
    List<String> ids = own.stream().map(Schedule::id).toList();
    List<RetentionTable.Rule> rules = new ArrayList<>();
    rules.add(new RetentionTable.Rule(Optional.empty(), usual.age(), usual.perName()));
    for (Schedule schedule : own) {
      rules.add(
          new RetentionTable.Rule(
              Optional.of(schedule.id()),
              schedule.spec().keepAge().orElse(usual.age()),
              schedule.spec().keepRuns().orElse(usual.perName())));
    }
    int deleted = 0;
    for (RetentionTable.Rule rule : rules) {
      deleted += sweep(rule, ids, now, MOST - deleted);
    }
    table.deleteRuns(now.minus(usual.age()));
    if (deleted > 0) {
      LOG.info(
          "{} and their results are deleted, because they were kept long enough",
          Quantity.of(deleted, "job"));
    }
    return deleted;
  }

  private int sweep(RetentionTable.Rule rule, List<String> own, Instant now, int most) {
    int deleted = 0;
    while (deleted < most) {
      List<String> expired = table.expired(rule, own, now, Math.min(AT_ONCE, most - deleted));
      int before = deleted;
      for (String job : expired) {
        if (Waiting.on(jobs.delete(job, RETENTION)) instanceof JobAnswer.Done) {
          deleted++;
        }
      }
      if (expired.size() < AT_ONCE || deleted == before) {
        return deleted;
      }
    }
    return deleted;
  }
}
