package io.switchgear.tools.nmap;

import io.switchgear.config.NmapSettings;
import io.switchgear.scope.Recheck;
import io.switchgear.scope.ScanScope;
import io.switchgear.scope.ScopeDecision;
import io.switchgear.scope.TargetSet;
import io.switchgear.tool.PinnedTargets;
import io.switchgear.tool.Planning;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.arguments.InputSchema;
import io.switchgear.tool.arguments.InputSchema.Reading;
import io.switchgear.tools.process.FenceSupport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/**
 * Creates plans from calls, and commands from plans. Both steps check the arguments, scripts and
 * consent by the current rules, so a stored plan has no advantage over a new call.
 *
 * @param rawSockets tests whether a program started now could open raw sockets
 */
record NmapPlanner(
    InputSchema schema,
    ScanScope scope,
    NmapSettings settings,
    BooleanSupplier rawSockets,
    NmapBinary binary,
    NmapFence fence,
    ScriptCatalogs catalogs) {

  NmapPlanner(
      InputSchema schema,
      ScanScope scope,
      NmapSettings settings,
      BooleanSupplier rawSockets,
      NmapBinary binary,
      NmapFence fence) {
    this(schema, scope, settings, rawSockets, binary, fence, new ScriptCatalogs());
  }

  /** The result of deriving a command from a plan. */
  sealed interface Derived {

    record Ready(NmapCommand command) implements Derived {}

    record Refused(ToolOutcome outcome) implements Derived {}
  }

  /** The result of checking a call's arguments. */
  private sealed interface Judged {

    record Valid(NmapArguments arguments, boolean raw, ScriptChoice scripts, FenceSupport support)
        implements Judged {}

    record Invalid(ToolOutcome outcome) implements Judged {}
  }

  /** Checks a call by its text only, without file access and DNS lookups. */
  Optional<ToolOutcome> check(ToolCall call) {
    return checkJob(call, settings.maxHosts());
  }

  /** As {@link #check}, for a call with up to so many addresses. */
  Optional<ToolOutcome> checkJob(ToolCall call, long maxHosts) {
    return switch (schema.read(call.arguments())) {
      case Reading.Invalid invalid -> Optional.of(new ToolOutcome.InvalidInput(invalid.message()));
      case Reading.Valid valid -> {
        Problems problems = new Problems();
        NmapArguments arguments = NmapArguments.parse(valid.arguments(), problems);
        checkPortCount(arguments, problems);
        yield problems.any()
            ? Optional.of(problems.asOutcome())
            : scope
                .checkLiterals(
                    ProbedPorts.query(call, arguments),
                    arguments.targets(),
                    arguments.exclude(),
                    maxHosts)
                .flatMap(NmapPlanner::refusal)
                .or(() -> forbiddenByText(arguments, call));
      }
    };
  }

  /** Checks permission and consent if the arguments alone show which scripts are intrusive. */
  private Optional<ToolOutcome> forbiddenByText(NmapArguments arguments, ToolCall call) {
    List<String> asked = arguments.effectiveScripts();
    boolean categoriesOnly =
        asked.stream()
            .allMatch(one -> ScriptRules.SAFE.contains(one) || ScriptRules.INTRUSIVE.contains(one));
    if (!categoriesOnly) {
      return Optional.empty();
    }
    List<String> intrusive = asked.stream().filter(ScriptRules.INTRUSIVE::contains).toList();
    return forbidden(arguments, new ScriptSelection(Set.of(), intrusive, List.of()), call);
  }

  /** Plans asynchronously, because the first read of the script catalog takes a while. */
  CompletionStage<Planning> plan(ToolCall call) {
    return plan(call, settings.maxHosts(), true);
  }

  /** A part of a job has one address family, so the whole may have both. */
  CompletionStage<Planning> planJob(ToolCall call, long maxHosts) {
    return plan(call, maxHosts, false);
  }

  private CompletionStage<Planning> plan(ToolCall call, long maxHosts, boolean oneFamily) {
    return CompletableFuture.supplyAsync(
            () -> planned(call, maxHosts, oneFamily), Thread::startVirtualThread)
        .thenCompose(stage -> stage);
  }

  private CompletionStage<Planning> planned(ToolCall call, long maxHosts, boolean oneFamily) {
    return switch (schema.read(call.arguments())) {
      case Reading.Invalid invalid -> refused(new ToolOutcome.InvalidInput(invalid.message()));
      case Reading.Valid valid -> planned(call, call.with(valid.arguments()), maxHosts, oneFamily);
    };
  }

  /**
   * @param asked the call as the client wrote it, to show to a human
   */
  private CompletionStage<Planning> planned(
      ToolCall asked, ToolCall call, long maxHosts, boolean oneFamily) {
    return switch (judged(asked, call, rawSockets.getAsBoolean())) {
      case Judged.Invalid invalid -> refused(invalid.outcome());
      case Judged.Valid valid ->
          scope
              .check(
                  ProbedPorts.query(call, valid.arguments()),
                  valid.arguments().targets(),
                  valid.arguments().exclude(),
                  maxHosts)
              .thenApply(decision -> planned(call, valid, decision, oneFamily));
    };
  }

  /** Checks the targets of a stored plan; {@link #command} checks the rest when the plan runs. */
  CompletionStage<Planning> recheck(ToolPlan plan) {
    Problems problems = new Problems();
    NmapArguments arguments = NmapArguments.parse(plan.arguments(), problems);
    if (problems.any()) {
      return refused(problems.asOutcome());
    }
    return scope
        .recheck(ProbedPorts.query(plan.call(), arguments), plan.targets(), settings.maxHosts())
        .thenApply(
            recheck ->
                switch (recheck) {
                  case Recheck.Kept kept -> new Planning.Planned(plan.with(kept.targets()));
                  case Recheck.Refused refused ->
                      new Planning.Refused(refusal(refused.decision()).orElseThrow());
                });
  }

  private Planning planned(
      ToolCall call, Judged.Valid judged, ScopeDecision decision, boolean oneFamily) {
    Optional<ToolOutcome> outcome =
        decision instanceof ScopeDecision.Allowed allowed
            ? oneFamily ? familyProblem(judged.arguments(), allowed.targets()) : Optional.empty()
            : refusal(decision);
    if (outcome.isPresent()) {
      return new Planning.Refused(outcome.get());
    }
    PinnedTargets targets = ((ScopeDecision.Allowed) decision).targets().pinned();
    return new Planning.Planned(
        new ToolPlan(call, targets, NmapCost.of(judged.arguments(), targets.hosts())));
  }

  /** Derives the command. Blocks for milliseconds; performs no DNS lookup. */
  Derived command(ToolPlan plan) {
    boolean raw = !plan.isSelfTest() && rawSockets.getAsBoolean();
    return switch (judged(plan.call(), plan.call(), raw)) {
      case Judged.Invalid invalid -> new Derived.Refused(invalid.outcome());
      case Judged.Valid valid when valid.scripts().unchecked() -> new Derived.Refused(noCatalog());
      case Judged.Valid valid -> {
        ScopeDecision decision =
            scope.admit(
                ProbedPorts.query(plan.call(), valid.arguments()),
                plan.targets(),
                settings.maxHosts());
        Optional<ToolOutcome> outcome =
            decision instanceof ScopeDecision.Allowed allowed
                ? familyProblem(valid.arguments(), allowed.targets())
                : refusal(decision);
        yield outcome.isPresent()
            ? new Derived.Refused(outcome.get())
            : new Derived.Ready(
                new NmapCommand(
                    valid.arguments(),
                    valid.raw(),
                    valid.scripts().selection(),
                    valid.scripts().files(),
                    ((ScopeDecision.Allowed) decision).targets(),
                    valid.support()));
      }
    };
  }

  private Judged judged(ToolCall asked, ToolCall call, boolean raw) {
    Problems problems = new Problems();
    NmapArguments arguments = NmapArguments.parse(call.arguments(), problems);
    checkPortCount(arguments, problems);
    if (!raw) {
      refuseWhatNeedsRawSockets(arguments, problems);
    }
    FenceSupport support = fence.look(binary.locate());
    ScriptChoice scripts =
        ScriptChoice.of(
            arguments,
            catalogs,
            binary.locate().orElse(Path.of("/usr/bin/nmap")),
            support,
            scope.unfencedScriptsAllowed(),
            problems);
    if (problems.any()) {
      return new Judged.Invalid(problems.asOutcome());
    }
    // Without the script list they cannot be checked; the run reports that.
    Optional<ToolOutcome> forbidden =
        scripts.unchecked()
            ? Optional.empty()
            : unfenced(scripts).or(() -> forbidden(arguments, scripts.selection(), asked));
    return forbidden
        .<Judged>map(Judged.Invalid::new)
        .orElseGet(() -> new Judged.Valid(arguments, raw, scripts, support));
  }

  private static Optional<ToolOutcome> refusal(ScopeDecision decision) {
    return switch (decision) {
      case ScopeDecision.Allowed ignored -> Optional.empty();
      case ScopeDecision.Malformed malformed ->
          Optional.of(new ToolOutcome.InvalidInput(malformed.message()));
      case ScopeDecision.Denied denied ->
          Optional.of(new ToolOutcome.OutOfScope(denied.target(), denied.rule(), denied.message()));
    };
  }

  private static Optional<ToolOutcome> familyProblem(NmapArguments arguments, TargetSet targets) {
    Problems problems = new Problems();
    if (targets.hasIpv4() && targets.hasIpv6()) {
      problems.add(
          "targets",
          "they hold IPv4 and IPv6 addresses, and nmap scans one family at a time. Call twice, once"
              + " for each (for a name that has both, give its addresses).");
    }
    for (Flag flag : arguments.extra().flags()) {
      if (flag.needs() == Flag.Needs.RAW_SOCKETS_AND_IPV4 && targets.hasIpv6()) {
        problems.add("extra_args", flag.name() + " is for IPv4 targets only. Leave it out.");
      }
    }
    return problems.any() ? Optional.of(problems.asOutcome()) : Optional.empty();
  }

  private void checkPortCount(NmapArguments arguments, Problems problems) {
    int count = arguments.effectivePorts().count();
    if (count > settings.maxPorts()) {
      problems.add(
          "ports",
          String.format(
              Locale.ROOT,
              "%,d ports%s; at most %,d are allowed in one call. Give fewer, such as top:%d.",
              count,
              arguments.ports().isPresent() ? "" : " by template " + arguments.template().wire(),
              settings.maxPorts(),
              Math.min(100, settings.maxPorts())));
    }
  }

  private static void refuseWhatNeedsRawSockets(NmapArguments arguments, Problems problems) {
    List<String> needing = new ArrayList<>();
    arguments
        .technique()
        .filter(technique -> technique.needsRawSockets() && technique != Technique.SYN)
        .ifPresent(technique -> needing.add("technique " + technique.wire()));
    if (!arguments.effectivePorts().udp().isEmpty()) {
      needing.add("UDP ports");
    }
    if (arguments.osDetection().orElse(false)) {
      needing.add("os_detection");
    }
    for (Flag flag : arguments.extra().flags()) {
      switch (flag.needs()) {
        case RAW_SOCKETS, RAW_SOCKETS_AND_IPV4 -> needing.add(flag.name());
        case NOTHING, SERVICE_DETECTION, OS_DETECTION, SCRIPTS -> {}
      }
    }
    needing.forEach(
        what ->
            problems.add(
                what,
                "needs raw sockets, which the server may not open. Leave it out, or have the"
                    + " operator give the server the capability CAP_NET_RAW."));
  }

  private Optional<ToolOutcome> forbidden(
      NmapArguments arguments, ScriptSelection scripts, ToolCall call) {
    List<String> intrusive = new ArrayList<>(scripts.intrusive());
    arguments.extra().flags().stream()
        .filter(Flag::intrusive)
        .forEach(flag -> intrusive.add(flag.name()));
    if (intrusive.isEmpty()) {
      return Optional.empty();
    }
    String named = String.join(", ", intrusive);
    if (!scope.intrusiveAllowed()) {
      return Optional.of(
          new ToolOutcome.OutOfScope(
              named,
              "intrusive",
              named
                  + " can disturb a target, and the operator does not allow that. Leave it out, or"
                  + " ask the operator to set switchgear.scope.intrusive."));
    }
    return Consent.of(named, call);
  }

  private static Optional<ToolOutcome> unfenced(ScriptChoice scripts) {
    return scripts
        .unfenced()
        .map(
            why ->
                new ToolOutcome.OutOfScope(
                    "scripts",
                    "unfenced-scripts",
                    "scripts run only where the kernel can hold nmap to its targets, and here it"
                        + " cannot: "
                        + why
                        + ". Leave out scripts, or ask the operator to give the server what is"
                        + " missing or to set switchgear.scope.unfenced-scripts."));
  }

  private static ToolOutcome noCatalog() {
    return new ToolOutcome.Failed(
        Fault.NOT_INSTALLED,
        "nmap's list of scripts (scripts/script.db) was not found on the server, so that no script"
            + " can be checked. Install nmap whole (apt-get install nmap), or leave out scripts.");
  }

  private static CompletionStage<Planning> refused(ToolOutcome outcome) {
    return CompletableFuture.completedFuture(new Planning.Refused(outcome));
  }
}
