package io.switchgear.calls.targets;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import io.switchgear.breaker.BreakerPolicy;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.Permit;
import io.switchgear.calls.targets.TargetTable.Decision;
import io.switchgear.config.TargetSettings;
import io.switchgear.tool.PlanFilter;
import io.switchgear.tool.Reach;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.OutOfScope;
import io.switchgear.tool.ToolOutcome.Refusal;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutcome.TimedOut;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.Verdict;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses calls to targets that did not answer several calls in a row, for all tools together. A
 * call is refused as a whole; the refusal names the targets to leave out. Calls to many addresses
 * are sweeps: they always pass, and silent addresses of a sweep do not count.
 */
public final class TargetBreakers implements PlanFilter {

  private static final Logger LOG = LoggerFactory.getLogger(TargetBreakers.class);
  private static final int NAMED = 10;

  /** Settings and their breakers, replaced together, so that a call sees a consistent pair. */
  private record TargetPolicy(TargetSettings settings, TargetTable table) {}

  private final LongSupplier nanoTime;
  private final long seed;
  private final double jitter;
  private volatile TargetPolicy rules;

  /**
   * @param nanoTime monotonic
   * @param seed of the jitter
   */
  public TargetBreakers(TargetSettings settings, LongSupplier nanoTime, long seed) {
    this(settings, nanoTime, seed, BreakerPolicy.DEFAULT.jitter());
  }

  /** With another jitter. */
  TargetBreakers(TargetSettings settings, LongSupplier nanoTime, long seed, double jitter) {
    this.nanoTime = nanoTime;
    this.seed = seed;
    this.jitter = jitter;
    this.rules = fresh(settings);
  }

  private TargetPolicy fresh(TargetSettings settings) {
    return new TargetPolicy(
        settings, new TargetTable(policy(settings), settings.maxKept(), settings.idle(), seed));
  }

  private BreakerPolicy policy(TargetSettings settings) {
    return settings.policy().withJitter(jitter);
  }

  /**
   * Applies other settings. The breakers keep their states, unless {@code per} or {@code enabled}
   * changes.
   */
  public void reconfigure(TargetSettings next) {
    TargetSettings before = rules.settings();
    if (before.per() != next.per() || before.enabled() != next.enabled()) {
      rules = fresh(next);
      return;
    }
    rules.table().reconfigure(policy(next), next.maxKept(), next.idle(), nanoTime.getAsLong());
    rules = new TargetPolicy(next, rules.table());
  }

  @Override
  public FilterResult pass(ToolCall call, ToolPlan plan) {
    TargetPolicy now = rules;
    if (!now.settings().enabled()
        || plan.targets().isEmpty()
        || plan.targets().hosts() > now.settings().sweep()) {
      return PlanFilter.NONE.pass(call, plan);
    }
    TargetSettings.Per per = now.settings().per();
    Map<String, List<String>> targets =
        plan.targets().told().stream()
            .collect(
                Collectors.groupingBy(
                    target -> key(per, target), TreeMap::new, Collectors.toList()));
    return switch (now.table().admit(targets.keySet(), nanoTime.getAsLong())) {
      case Decision.Refused refused -> refused(per, call, targets, refused.waits());
      case Decision.Admitted admitted -> passed(now, targets, admitted.permits());
    };
  }

  private static String key(TargetSettings.Per per, String address) {
    return switch (per) {
      case ADDRESS -> address;
      case NETWORK -> {
        IPAddress parsed = new IPAddressString(address).getAddress();
        yield parsed.toPrefixBlock(parsed.isIPv4() ? 24 : 64).toCanonicalString();
      }
    };
  }

  private FilterResult.Passed passed(
      TargetPolicy then, Map<String, List<String>> targets, Map<String, Permit> permits) {
    return new FilterResult.Passed(
        outcome ->
            permits.forEach(
                (key, permit) ->
                    settle(
                        then,
                        key,
                        permit,
                        verdict(outcome, targets.get(key), targets.size() == 1))));
  }

  private void settle(TargetPolicy then, String key, Permit permit, Verdict verdict) {
    then.table()
        .settle(key, permit, verdict, nanoTime.getAsLong())
        .filter(BreakerState.OPEN::equals)
        .ifPresent(
            open ->
                LOG.info(
                    "{} {} did not answer several calls in a row; calls to it are refused for a"
                        + " while",
                    noun(then.settings().per(), 1),
                    key));
  }

  /**
   * Only answers and silence count. A run that took too long may be the tool's fault, and a hanging
   * tool must not open the breakers of its targets.
   *
   * @param alone whether this was the only target of the call
   */
  private static Verdict verdict(ToolOutcome outcome, List<String> addresses, boolean alone) {
    return switch (outcome) {
      case Success success -> of(success.output().reach(), addresses);
      case TimedOut late -> of(late.partial().reach(), addresses);
      case Failed failed when alone && failed.fault() == Fault.TARGET_UNREACHABLE ->
          Verdict.FAILURE;
      case Failed failed -> of(failed.partial().reach(), addresses);
      case Cancelled ended ->
          of(ended.partial().reach(), addresses) == Verdict.SUCCESS
              ? Verdict.SUCCESS
              : Verdict.IGNORED;
      case Rejected ignored -> Verdict.IGNORED;
      case InvalidInput ignored -> Verdict.IGNORED;
      case OutOfScope ignored -> Verdict.IGNORED;
    };
  }

  private static Verdict of(Reach reach, List<String> addresses) {
    if (!Collections.disjoint(reach.answered(), addresses)) {
      return Verdict.SUCCESS;
    }
    return Collections.disjoint(reach.silent(), addresses) ? Verdict.IGNORED : Verdict.FAILURE;
  }

  private static FilterResult.Refused refused(
      TargetSettings.Per per,
      ToolCall call,
      Map<String, List<String>> targets,
      SequencedMap<String, Duration> waits) {
    Duration wait = Collections.max(waits.values());
    String names =
        waits.keySet().stream().limit(NAMED).collect(Collectors.joining(", "))
            + (waits.size() > NAMED ? " and " + (waits.size() - NAMED) + " more" : "");
    String by = noun(per, waits.size()) + " " + names;
    int others = targets.size() - waits.size();
    String onward =
        others == 0
            ? "Retry in %s, or choose other targets.".formatted(seconds(wait))
            : "Leave %s out to run the call for the other %d now, or retry in %s."
                .formatted(waits.size() == 1 ? "it" : "them", others, seconds(wait));
    LOG.debug("call {} of '{}' refused because of {}", call.id(), call.tool(), by);
    return new FilterResult.Refused(
        new Rejected(
            Refusal.CIRCUIT_OPEN,
            by,
            "No answer came from %s in the last calls, and the circuit breaker of %s is open; '%s' itself works. The call was not run. %s"
                .formatted(
                    by, waits.size() == 1 ? "this target" : "these targets", call.tool(), onward),
            wait));
  }

  private static String noun(TargetSettings.Per per, int number) {
    return switch (per) {
      case ADDRESS -> number == 1 ? "target" : "targets";
      case NETWORK -> number == 1 ? "network" : "networks";
    };
  }

  private static String seconds(Duration duration) {
    return Math.max(1, (duration.toMillis() + 999) / 1000) + " s";
  }
}
