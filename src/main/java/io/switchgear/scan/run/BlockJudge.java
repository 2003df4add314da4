package io.switchgear.scan.run;

import io.switchgear.scan.job.JobProblem;
import io.switchgear.scan.plan.Blocks;
import io.switchgear.scope.RangeSet;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.Dialogue;
import io.switchgear.tool.Questions;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.OutOfScope;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutcome.TimedOut;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.hosts.HostFindings;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Scan;
import io.switchgear.tool.hosts.HostFindings.Traits;
import io.switchgear.tool.hosts.HostFindings.Unlisted;
import io.switchgear.tool.hosts.Ranges;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Decides what the outcome of a block's run means: which hosts are finished, which addresses run
 * again, and which have a problem.
 */
final class BlockJudge {

  /** A block that failed is cut into at most so many. */
  private static final int PARTS = 8;

  /** Failed runs after which a single host is given up. */
  private static final int MOST_FAILURES = 2;

  /** The same while the tool's breaker is open, because then the tool may be at fault. */
  private static final int MOST_FAILURES_OPEN = 4;

  private BlockJudge() {}

  /** What an outcome means. */
  sealed interface Judgement {

    /**
     * The block is finished.
     *
     * @param hosts with a result to store, each once
     * @param again addresses to run again, as further blocks
     * @param failures failed runs of {@code again} so far
     * @param failed whether the run had no whole result
     */
    record Finished(
        List<Host> hosts,
        List<RangeSet> again,
        int failures,
        List<JobProblem> problems,
        boolean failed)
        implements Judgement {}

    /** The block goes back; nothing of it was scanned. */
    record Returned(String reason, Duration retryAfter) implements Judgement {}

    /** The run asks the job's client. */
    record Asked(Questions questions) implements Judgement {}

    /** No block of this job can run. */
    record Hopeless(JobProblem problem) implements Judgement {}
  }

  /**
   * What decides besides the outcome.
   *
   * @param tool its name
   * @param client what the client of the job can be asked
   * @param toolOpen whether the tool's breaker admitted no further block when the run had ended
   * @param stopping whether the job asked for the end of the run, so that its rest is kept for
   *     later
   */
  record Situation(String tool, Dialogue client, boolean toolOpen, boolean stopping, Instant now) {}

  static Judgement judge(Handout block, ToolOutcome outcome, Situation situation) {
    Judgement judgement =
        block.isCall() ? call(outcome, situation) : scan(block, outcome, situation);
    return judgement instanceof Judgement.Asked asked
            && !canAnswer(situation.client(), asked.questions())
        ? unanswerable(block, outcome, situation.now())
        : judgement;
  }

  private static boolean canAnswer(Dialogue client, Questions questions) {
    return questions.asked().values().stream().allMatch(question -> client.canAsk(question.kind()));
  }

  /** Nobody will ever answer, so the job does not wait. */
  private static Judgement unanswerable(Handout block, ToolOutcome outcome, Instant now) {
    String message = outcome instanceof InvalidInput invalid ? invalid.message() : "";
    return block.isCall()
        ? ended("invalid", message, now)
        : refused(block, "invalid", message, now);
  }

  /** A call is not cut and not repeated: its outcome is the job's result. */
  private static Judgement call(ToolOutcome outcome, Situation situation) {
    Instant now = situation.now();
    return switch (outcome) {
      case Success success ->
          new Judgement.Finished(
              success.output().hosts().map(HostFindings::hosts).orElse(List.of()),
              List.of(),
              0,
              List.of(),
              false);
      case Failed failed ->
          ended(failed.fault().name().toLowerCase(Locale.ROOT), failed.message(), now);
      case TimedOut timedOut -> ended("timed_out", timedOut.message(), now);
      case Rejected rejected when isOfTarget(rejected, situation.tool()) ->
          ended("target_refused", rejected.message(), now);
      case Rejected rejected -> new Judgement.Returned(rejected.message(), rejected.retryAfter());
      case Cancelled cancelled when !cancelled.ordered() || situation.stopping() ->
          new Judgement.Returned("", Duration.ZERO);
      case Cancelled cancelled -> ended("cancelled", cancelled.message(), now);
      case InvalidInput invalid when invalid.questions().isPresent() ->
          new Judgement.Asked(invalid.questions().get());
      case InvalidInput invalid -> ended("invalid", invalid.message(), now);
      case OutOfScope out -> ended("out_of_scope", out.message(), now);
    };
  }

  /** The tool's recovery says nothing about the target, so the call does not wait for it. */
  private static boolean isOfTarget(Rejected rejected, String tool) {
    return switch (rejected.refusal()) {
      case CIRCUIT_OPEN, BULKHEAD_FULL -> !rejected.by().equals(tool);
      case RATE_LIMITED, UNRECORDED, NO_WORKER, SHUTTING_DOWN -> false;
    };
  }

  private static Judgement ended(String kind, String message, Instant now) {
    return new Judgement.Finished(
        List.of(), List.of(), 0, List.of(new JobProblem(kind, 0, "", message, now)), true);
  }

  private static Judgement scan(Handout block, ToolOutcome outcome, Situation situation) {
    Instant now = situation.now();
    return switch (outcome) {
      case Success success -> finished(block, success.output(), now);
      case Failed failed ->
          switch (failed.fault()) {
            case NOT_INSTALLED ->
                new Judgement.Hopeless(
                    new JobProblem("not_installed", 0, "", failed.message(), now));
            case CRASHED,
                SPAWN_FAILED,
                OUTPUT_UNREADABLE,
                RESOURCE_EXHAUSTED,
                EXECUTION_FAILED,
                TARGET_UNREACHABLE,
                LOCAL_NETWORK,
                NODE_LOST ->
                rest(
                    block,
                    failed.partial(),
                    failed.fault().name().toLowerCase(Locale.ROOT),
                    failed.message(),
                    situation);
          };
      case TimedOut timedOut ->
          rest(block, timedOut.partial(), "timed_out", timedOut.message(), situation);
      case Rejected rejected -> new Judgement.Returned(rejected.message(), rejected.retryAfter());
      case Cancelled cancelled ->
          cancelled.ordered() && !situation.stopping()
              ? givenUp(block, cancelled.partial(), "cancelled", cancelled.message(), now)
              : kept(block, cancelled.partial(), now);
      case InvalidInput invalid when invalid.questions().isPresent() ->
          new Judgement.Asked(invalid.questions().get());
      case InvalidInput invalid -> refused(block, "invalid", invalid.message(), now);
      case OutOfScope out when out.rule().equals(Permission.SCAN_RUN.wire()) ->
          new Judgement.Hopeless(new JobProblem("withdrawn", 0, "", out.message(), now));
      case OutOfScope out -> refused(block, "out_of_scope", out.message(), now);
    };
  }

  private static Judgement finished(Handout block, ToolOutput output, Instant now) {
    Map<String, Host> hosts = hosts(block, output);
    List<JobProblem> problems = new ArrayList<>();
    Map<Scan, List<String>> notWhole = new EnumMap<>(Scan.class);
    for (Host host : hosts.values()) {
      if (!host.scan().isWhole()) {
        notWhole.computeIfAbsent(host.scan(), none -> new ArrayList<>()).add(host.address());
      }
    }
    notWhole.forEach(
        (scan, addresses) ->
            problems.add(problem(scan.wire(), RangeSet.parse(addresses), message(scan), now)));
    RangeSet unreported = block.addresses().minus(RangeSet.parse(hosts.keySet()));
    if (!unreported.isEmpty()) {
      problems.add(
          problem(
              "unreported",
              unreported,
              "The scanner ended without a word about these hosts. Scan them again.",
              now));
    }
    return new Judgement.Finished(
        List.copyOf(hosts.values()), List.of(), 0, problems, !problems.isEmpty());
  }

  private static String message(Scan scan) {
    return switch (scan) {
      case TIMED_OUT ->
          "The scanner gave these hosts up at its time limit for one host; their results are not"
              + " whole. Scan them again with a longer limit.";
      case STOPPED ->
          "The scanner was stopped before it had finished these hosts. Scan them again.";
      case LOCAL_FAILURE ->
          "The server could not send to these hosts: no route, no socket, or no permission. That"
              + " says nothing about the hosts. Have the operator check the server's network.";
      case COMPLETE, UNREACHABLE -> "";
    };
  }

  /** What was found whole is kept; the rest runs again in smaller blocks, or is given up. */
  private static Judgement rest(
      Handout block, ToolOutput partial, String kind, String message, Situation situation) {
    Map<String, Host> whole = whole(block, partial);
    RangeSet left = block.addresses().minus(RangeSet.parse(whole.keySet()));
    int failures = block.failures() + 1;
    int most = situation.toolOpen() ? MOST_FAILURES_OPEN : MOST_FAILURES;
    long count = left.count().longValue();
    if (left.isEmpty()) {
      return new Judgement.Finished(List.copyOf(whole.values()), List.of(), 0, List.of(), false);
    }
    if (count <= 1 && failures >= most) {
      return givenUp(block, partial, kind, message, situation.now());
    }
    List<RangeSet> again = Blocks.cut(left, Math.max(1, Math.ceilDiv(count, PARTS)));
    return new Judgement.Finished(List.copyOf(whole.values()), again, failures, List.of(), true);
  }

  /** A refusal costs the hosts that it concerns; to find them, the block is cut. */
  private static Judgement refused(Handout block, String kind, String message, Instant now) {
    long count = block.addresses().count().longValue();
    return count <= 1
        ? new Judgement.Finished(
            List.of(), List.of(), 0, List.of(problem(kind, block.addresses(), message, now)), true)
        : new Judgement.Finished(
            List.of(),
            Blocks.cut(block.addresses(), Math.max(1, Math.ceilDiv(count, PARTS))),
            block.failures(),
            List.of(),
            true);
  }

  private static Judgement givenUp(
      Handout block, ToolOutput partial, String kind, String message, Instant now) {
    Map<String, Host> whole = whole(block, partial);
    RangeSet left = block.addresses().minus(RangeSet.parse(whole.keySet()));
    return new Judgement.Finished(
        List.copyOf(whole.values()),
        List.of(),
        0,
        List.of(problem(kind, left, message, now)),
        true);
  }

  /** The run was stopped for the job's own reasons; the rest waits. */
  private static Judgement kept(Handout block, ToolOutput partial, Instant now) {
    Map<String, Host> whole = whole(block, partial);
    if (whole.isEmpty()) {
      return new Judgement.Returned("", Duration.ZERO);
    }
    RangeSet left = block.addresses().minus(RangeSet.parse(whole.keySet()));
    return new Judgement.Finished(
        List.copyOf(whole.values()),
        left.isEmpty() ? List.of() : Blocks.cut(left, Integer.MAX_VALUE),
        block.failures(),
        List.of(),
        false);
  }

  private static JobProblem problem(String kind, RangeSet hosts, String message, Instant now) {
    return new JobProblem(kind, hosts.count().longValue(), hosts.rangeText(), message, now);
  }

  private static Map<String, Host> whole(Handout block, ToolOutput output) {
    Map<String, Host> hosts = hosts(block, output);
    hosts.values().removeIf(host -> !host.scan().isWhole());
    return hosts;
  }

  /** The hosts of the block that the output knows, each once, by their addresses. */
  private static Map<String, Host> hosts(Handout block, ToolOutput output) {
    Map<String, Host> hosts = new LinkedHashMap<>();
    if (output.hosts().isEmpty()) {
      return hosts;
    }
    HostFindings findings = output.hosts().get();
    for (Host host : findings.hosts()) {
      if (isOf(block, host.address())) {
        hosts.putIfAbsent(host.address(), host);
      }
    }
    Optional<Unlisted> cutShort = Optional.empty();
    for (Unlisted group : findings.unlisted()) {
      for (String address : addresses(block, group.addresses())) {
        if (isOf(block, address)) {
          hosts.putIfAbsent(address, host(address, group));
        }
      }
      if (group.addresses().more() > 0 || group.addresses().parts().isEmpty()) {
        cutShort = Optional.of(group);
      }
    }
    // A group names only its first ranges. If only one is cut short, the others belong to it.
    cutShort.ifPresent(group -> addRest(block, group, hosts));
    return hosts;
  }

  private static void addRest(Handout block, Unlisted group, Map<String, Host> hosts) {
    RangeSet left = block.addresses().minus(RangeSet.parse(hosts.keySet()));
    long known =
        hosts.values().stream().filter(host -> host.equals(host(host.address(), group))).count();
    if (left.count().longValue() == group.addresses().count() - known) {
      for (String address : each(left)) {
        hosts.put(address, host(address, group));
      }
    }
  }

  private static Host host(String address, Unlisted group) {
    return new Host(
        address,
        List.of(),
        group.state(),
        group.reason(),
        group.scan(),
        List.of(),
        List.of(),
        Traits.NONE);
  }

  private static List<String> addresses(Handout block, Ranges ranges) {
    return ranges.parts().isEmpty()
        ? List.of()
        : Ranges.addresses(ranges.text(), block.addresses().count().intValue());
  }

  private static List<String> each(RangeSet addresses) {
    return addresses.isEmpty()
        ? List.of()
        : Ranges.addresses(addresses.rangeText(), addresses.count().intValue());
  }

  private static boolean isOf(Handout block, String address) {
    return block.addresses().contains(RangeSet.parse(List.of(address)));
  }
}
