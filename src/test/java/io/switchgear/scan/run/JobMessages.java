package io.switchgear.scan.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.Job.RunningBlock;
import io.switchgear.scan.job.JobChange;
import io.switchgear.scan.job.JobEvent;
import io.switchgear.scan.job.JobProblem;
import io.switchgear.scan.job.JobProgress;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.schedule.Scheduler;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.CborSerializable;
import io.switchgear.tool.CostEstimate;
import io.switchgear.tool.PinnedTargets;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolPlan;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;

/** One sample of each message of jobs that goes from node to node, whole and at its smallest. */
public final class JobMessages {

  private static final Instant AT = Instant.parse("2030-01-02T03:04:05.678Z");
  private static final String ID = "0123456789abcdef0123456789abcdef";

  private JobMessages() {}

  /**
   * @param system whose dead letters stand for every actor, because their path is always the same
   */
  public static Map<String, Object> all(ActorSystem<?> system) {
    ActorRef<JobReply> client = system.deadLetters();
    ActorRef<ScanJob.Described> reader = system.deadLetters();
    ActorRef<BlockWorkers.Command> worker = system.deadLetters();
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("job-begin", ScanJob.Begin.BEGIN);
    all.put("job-wake", ScanJob.Wake.WAKE);
    all.put("job-pause", new ScanJob.Pause(client));
    all.put("job-resume", new ScanJob.Resume(client));
    all.put("job-cancel", new ScanJob.Cancel(client));
    all.put(
        "job-change",
        new ScanJob.Change(
            new JobChange(
                Optional.of(List.of("10.0.0.7", "fd00::/120")),
                OptionalInt.of(9),
                OptionalInt.of(0)),
            client));
    all.put(
        "job-change-least",
        new ScanJob.Change(
            new JobChange(Optional.empty(), OptionalInt.empty(), OptionalInt.empty()), client));
    all.put("job-answer", new ScanJob.Answer(Map.of("allow", tree("action", "accept")), client));
    all.put("job-describe", new ScanJob.Describe(reader));
    all.put("job-described", new ScanJob.Described(Optional.of(job())));
    all.put("job-described-least", new ScanJob.Described(Optional.empty()));
    all.put("job-take-block", new ScanJob.TakeBlock("scan-1", worker));
    all.put("job-block-alive", new ScanJob.BlockAlive(7, (5L << 32) + 1, 0.5, worker));
    all.put(
        "job-block-ended",
        new ScanJob.BlockEnded(
            7,
            (5L << 32) + 1,
            new ToolOutcome.Cancelled("Ended.", ToolOutput.text("x")),
            true,
            worker));
    all.put("job-workers-wait", new ScanJob.WorkersWait("The breaker is open."));
    all.put("job-reply-done", new JobReply.Done(job()));
    all.put("job-reply-done-least", new JobReply.Done(least()));
    all.put("job-reply-conflict", new JobReply.Conflict(least(), "It is queued."));
    all.put("job-reply-invalid", new JobReply.Invalid("exclude: no."));
    all.put("job-reply-over", new JobReply.Over());
    all.put("job-told", new JobTopic.Told("a:1#2", JobEvent.Kind.PROGRESS, job()));
    all.put("blocks-offer", new BlockWorkers.Offer(ID, "nmap", 5, 12));
    all.put("blocks-nothing-now", new BlockWorkers.NothingNow(ID));
    all.put("blocks-withdraw", new BlockWorkers.Withdraw(ID));
    all.put("blocks-exclude", new BlockWorkers.Exclude(ID, "10.0.0.0-10.0.0.7,fd00::1"));
    all.put("blocks-stop", new BlockWorkers.StopBlock(ID, 7, (5L << 32) + 1));
    all.put("blocks-run", new BlockWorkers.Run(assignment()));
    all.put("blocks-committed", new BlockWorkers.Committed(ID, 7, (5L << 32) + 1));
    all.put("admission-check", JobAdmission.Check.CHECK);
    all.put("scheduler-wake", Scheduler.Wake.INSTANCE);
    return all;
  }

  /** The classes of all messages that may go from node to node. */
  public static List<Class<?>> remote() {
    return Stream.of(
            ScanJob.class,
            JobReply.class,
            JobTopic.class,
            BlockWorkers.class,
            JobAdmission.class,
            Scheduler.class)
        .flatMap(actor -> Stream.of(actor.getDeclaredClasses()))
        .filter(CborSerializable.class::isAssignableFrom)
        .filter(message -> !message.isInterface() && message != ScanJob.Assignment.class)
        .<Class<?>>map(message -> message)
        .toList();
  }

  private static ObjectNode tree(String key, String value) {
    return JsonNodeFactory.instance.objectNode().put(key, value);
  }

  private static ScanJob.Assignment assignment() {
    ToolPlan plan =
        new ToolPlan(
            new ToolCall(
                "job-01234567-7-1",
                "nmap",
                tree("timing", "3"),
                new Caller("ann", Set.of(Permission.SCAN_RUN))),
            new PinnedTargets(List.of("10.0.0.0/30"), Map.of(), List.of(), 4),
            new CostEstimate(4, 1_000, 12.5));
    return new ScanJob.Assignment(ID, 7, (5L << 32) + 1, plan, 250);
  }

  private static Job job() {
    return new Job(
        ID,
        "lab",
        "nmap",
        "ann",
        tree("timing", "3"),
        List.of("10.0.0.0/24"),
        JobState.RUNNING,
        "The breaker is open.",
        OptionalInt.of(3),
        9,
        Optional.of(AT.plusSeconds(60)),
        OptionalInt.of(1_000),
        List.of("10.0.0.7"),
        "s-1",
        new JobProgress(256, 64, 12, 40, 8, 2, 1, 1.5),
        List.of(new RunningBlock(3, "10.0.0.96-10.0.0.127", "scan-1", 0.25, AT)),
        List.of(new JobProblem("timed_out", 1, "10.0.0.9", "Late.", AT)),
        4,
        AT,
        Optional.of(AT),
        Optional.of(AT.plusSeconds(9)),
        AT.plusSeconds(5));
  }

  private static Job least() {
    return new Job(
        ID,
        "",
        "nmap",
        "ann",
        JsonNodeFactory.instance.objectNode(),
        List.of(),
        JobState.QUEUED,
        "",
        OptionalInt.empty(),
        5,
        Optional.empty(),
        OptionalInt.empty(),
        List.of(),
        "",
        JobProgress.NONE,
        List.of(),
        List.of(),
        0,
        AT,
        Optional.empty(),
        Optional.empty(),
        AT);
  }
}
