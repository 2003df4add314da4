/**
 * Schedules: jobs that start by the clock.
 *
 * <pre>
 * Scheduler (cluster singleton) ── a round ──▶ decide: which times are due, missed, skipped   DueTimes, Decision
 *                               │             claim: compare-and-set in the schedule's row    ScheduleTable
 *                               ├─ start ───▶ Jobs.start with the id in the run's row         RunWork
 *                               └─ end ─────▶ compare with the run before, tell               RunWork
 * </pre>
 *
 * <p>The truth is in the tables; the actor only decides when to look at them.
 */
package io.switchgear.scan.schedule;
