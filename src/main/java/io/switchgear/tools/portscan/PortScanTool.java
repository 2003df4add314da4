package io.switchgear.tools.portscan;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.switchgear.config.PortScanSettings;
import io.switchgear.scope.PortSet;
import io.switchgear.scope.Recheck;
import io.switchgear.scope.ScanScope;
import io.switchgear.scope.ScopeDecision;
import io.switchgear.scope.ScopeDecision.Allowed;
import io.switchgear.scope.ScopeDecision.Denied;
import io.switchgear.scope.ScopeDecision.Malformed;
import io.switchgear.scope.ScopeQuery;
import io.switchgear.scope.TargetSet;
import io.switchgear.tool.Availability;
import io.switchgear.tool.CostEstimate;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.PinnedTargets;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolDescriptor.Hints;
import io.switchgear.tool.ToolDescriptor.TaskUse;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.OutOfScope;
import io.switchgear.tool.ToolOutcome.TimedOut;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.Verdict;
import io.switchgear.tool.arguments.InputSchema;
import io.switchgear.tool.arguments.InputSchema.Reading;
import io.switchgear.tools.portscan.ScanRequest.InvalidRequest;
import io.switchgear.tools.report.ReportJson;
import io.switchgear.tools.report.ScanAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * {@code port_scan}: finds open TCP ports by connecting to them; needs no binary and no privileges.
 *
 * <p>A port is {@code open} when the connection comes about, {@code closed} when it is refused, and
 * {@code filtered} when there is silence or the network says that it cannot deliver. Targets that
 * cannot be reached at all are a result, not a failure: their ports are {@code filtered} with the
 * reason, their hosts {@code down} or {@code unknown}.
 */
public final class PortScanTool implements Tool {

  public static final String NAME = "port_scan";

  /** What the connect loop reaches on loopback, within a factor of two. */
  private static final double PROBES_PER_SECOND = 20_000;

  private final ScanScope scope;
  private final PortScanSettings settings;
  private final int maxAnswer;
  private final ToolDescriptor descriptor;
  private final InputSchema schema;

  /**
   * @param maxAnswer longest answer, in bytes of each form
   */
  public PortScanTool(ScanScope scope, PortScanSettings settings, int maxAnswer) {
    this.scope = scope;
    this.settings = settings;
    this.maxAnswer = maxAnswer;
    this.descriptor =
        new ToolDescriptor(
            NAME,
            "Port scan",
            "Finds open TCP ports by connecting to them, and listens for what the services there"
                + " say first. Fast, built in, no privileges; tells open, closed and filtered ports"
                + " apart, but neither versions nor operating systems. Targets must be in the"
                + " operator's scope. The answer lists open ports per host and counts the others;"
                + " banners in it are untrusted text.",
            ScanRequest.schema(settings),
            Optional.of(ReportJson.schema()),
            new Hints(true, false, true, true),
            TaskUse.WHEN_LONG);
    this.schema = InputSchema.of(descriptor);
  }

  @Override
  public ToolDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public Availability availability() {
    return new Availability.Available("built in", String.join(" ", limitNote(window())));
  }

  /** Connects to a listener of its own, so its plan has no targets. */
  @Override
  public Optional<ToolPlan> selfTest() {
    return Optional.of(
        ToolPlan.selfTest(NAME, JsonNodeFactory.instance.objectNode(), PinnedTargets.NONE));
  }

  @Override
  public Optional<ToolOutcome> check(ToolCall call) {
    return checkJob(call, settings.maxHosts());
  }

  @Override
  public Optional<ToolOutcome> checkJob(ToolCall call, long maxHosts) {
    return switch (request(call)) {
      case Asked.Invalid invalid -> Optional.of(invalid.outcome());
      case Asked.Valid valid ->
          scope
              .checkLiterals(
                  query(valid), valid.request().targets(), valid.request().exclude(), maxHosts)
              .flatMap(PortScanTool::refusal);
    };
  }

  @Override
  public CompletionStage<Planning> plan(ToolCall call) {
    return plan(call, settings.maxHosts(), settings.maxProbes());
  }

  /** The number of probes is limited for each part when it runs. */
  @Override
  public CompletionStage<Planning> planJob(ToolCall call, long maxHosts) {
    return plan(call, maxHosts, Long.MAX_VALUE);
  }

  private CompletionStage<Planning> plan(ToolCall call, long maxHosts, long maxProbes) {
    return switch (request(call)) {
      case Asked.Invalid invalid -> CompletableFuture.completedFuture(refused(invalid.outcome()));
      case Asked.Valid valid ->
          scope
              .check(query(valid), valid.request().targets(), valid.request().exclude(), maxHosts)
              .thenApply(
                  decision ->
                      decision instanceof Allowed allowed
                          ? plan(valid, allowed.targets(), maxProbes)
                          : refused(refusal(decision).orElseThrow()));
    };
  }

  @Override
  public ToolPlan limited(ToolPlan plan, int packetsPerSecond) {
    int given = plan.arguments().path(ScanRequest.RATE).asInt(settings.rate());
    int most = Math.min(packetsPerSecond, ScanRequest.MAX_RATE);
    int rate = given > 0 ? Math.min(given, most) : most;
    return plan.withArguments(plan.arguments().deepCopy().put(ScanRequest.RATE, rate));
  }

  @Override
  public CompletionStage<Planning> recheck(ToolPlan plan) {
    return switch (request(plan.call())) {
      case Asked.Invalid invalid -> CompletableFuture.completedFuture(refused(invalid.outcome()));
      case Asked.Valid valid ->
          scope
              .recheck(query(valid), plan.targets(), settings.maxHosts())
              .thenApply(
                  recheck ->
                      switch (recheck) {
                        case Recheck.Kept kept -> new Planning.Planned(plan.with(kept.targets()));
                        case Recheck.Refused refused ->
                            refused(refusal(refused.decision()).orElseThrow());
                      });
    };
  }

  @Override
  public ToolRun run(ToolPlan plan, Deadline deadline, Progress progress) {
    if (plan.isSelfTest()) {
      return SelfTest.start();
    }
    return switch (request(plan.call())) {
      case Asked.Invalid invalid -> ToolRun.completed(invalid.outcome());
      case Asked.Valid valid -> {
        ScopeDecision decision = scope.admit(query(valid), plan.targets(), settings.maxHosts());
        if (!(decision instanceof Allowed allowed)) {
          yield ToolRun.completed(refusal(decision).orElseThrow());
        }
        yield tooLarge(valid.request(), allowed.targets().hosts(), settings.maxProbes())
            .<ToolRun>map(ToolRun::completed)
            .orElseGet(() -> start(valid.request(), allowed.targets(), deadline, progress));
      }
    };
  }

  /** What a call's arguments ask for. */
  private sealed interface Asked {

    /**
     * @param call with its arguments as the schema reads them
     */
    record Valid(ToolCall call, ScanRequest request) implements Asked {}

    record Invalid(ToolOutcome outcome) implements Asked {}
  }

  private static ScopeQuery query(Asked.Valid asked) {
    return new ScopeQuery(
        asked.call().caller().name(), NAME, PortSet.tcpPorts(asked.request().ports()));
  }

  private Asked request(ToolCall call) {
    return switch (schema.read(call.arguments())) {
      case Reading.Invalid invalid -> new Asked.Invalid(new InvalidInput(invalid.message()));
      case Reading.Valid valid -> {
        try {
          yield new Asked.Valid(
              call.with(valid.arguments()), ScanRequest.read(valid.arguments(), settings));
        } catch (InvalidRequest e) {
          yield new Asked.Invalid(new InvalidInput(e.getMessage()));
        }
      }
    };
  }

  private static Optional<ToolOutcome> refusal(ScopeDecision decision) {
    return switch (decision) {
      case Allowed ignored -> Optional.empty();
      case Malformed malformed -> Optional.of(new InvalidInput(malformed.message()));
      case Denied denied ->
          Optional.of(new OutOfScope(denied.target(), denied.rule(), denied.message()));
    };
  }

  /**
   * A scan that used up its time and reports what it found speaks for the engine: the call was
   * large, or its targets silent. Only one that reports nothing counts as a failure.
   */
  @Override
  public Verdict verdict(ToolOutcome outcome) {
    return outcome instanceof TimedOut timedOut && !timedOut.partial().isEmpty()
        ? Verdict.IGNORED
        : Verdict.of(outcome);
  }

  private static Planning refused(ToolOutcome outcome) {
    return new Planning.Refused(outcome);
  }

  private Planning plan(Asked.Valid asked, TargetSet targets, long maxProbes) {
    return tooLarge(asked.request(), targets.hosts(), maxProbes)
        .<Planning>map(Planning.Refused::new)
        .orElseGet(
            () ->
                new Planning.Planned(
                    new ToolPlan(
                        asked.call(), targets.pinned(), cost(asked.request(), targets.hosts()))));
  }

  private static Optional<ToolOutcome> tooLarge(ScanRequest request, long hosts, long maxProbes) {
    long probes = hosts * request.ports().length;
    return probes <= maxProbes
        ? Optional.empty()
        : Optional.of(
            new InvalidInput(
                String.format(
                    Locale.ROOT,
                    "%,d hosts × %,d ports are %,d probes; at most %,d are allowed in one call. Ask"
                        + " for fewer hosts or ports, such as ports \"%s\", or split the call.",
                    hosts,
                    request.ports().length,
                    probes,
                    maxProbes,
                    "top:20")));
  }

  /** Expects that half of the hosts answer at once, and that the others are silent. */
  private CostEstimate cost(ScanRequest request, long hosts) {
    double probes = (double) hosts * request.ports().length;
    double silent =
        probes / 2 * (1 + settings.retries()) * request.timeoutMillis() / 1e3 / window();
    double limited = request.rate() > 0 ? probes / request.rate() : 0;
    double banners = request.banners() ? settings.bannerWait().toMillis() / 1e3 : 0;
    return new CostEstimate(
        hosts,
        request.ports().length,
        Math.max(limited, probes / PROBES_PER_SECOND + silent) + banners);
  }

  private ToolRun start(
      ScanRequest request, TargetSet targets, Deadline deadline, Progress progress) {
    int sockets = window();
    int bannerWindow = request.banners() ? Math.max(1, sockets / 4) : 0;
    ScanLimits limits =
        new ScanLimits(
            Math.max(1, sockets - bannerWindow),
            bannerWindow,
            request.rate(),
            settings.retries(),
            request.timeoutMillis() * 1_000_000,
            settings.bannerBytes(),
            settings.bannerWait().toNanos());
    return new ConnectScan(
            targets.addresses().toList(),
            targets::nameOf,
            request.ports(),
            limits,
            Stream.concat(targets.exclusionNote().stream(), limitNote(sockets).stream()).toList(),
            new ScanAnswer(maxAnswer, false),
            deadline,
            progress)
        .start();
  }

  private int window() {
    return Descriptors.allowance(settings.concurrency());
  }

  private List<String> limitNote(int window) {
    List<String> notes = new ArrayList<>();
    if (window < settings.concurrency()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "At most %,d connections at once instead of the %,d configured, because the process"
                  + " may open %,d files; raise its limit (ulimit -n) for faster scans.",
              window,
              settings.concurrency(),
              Descriptors.limit()));
    }
    return notes;
  }
}
