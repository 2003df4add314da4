package io.switchgear.tools.portscan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.config.PortScanSettings;
import io.switchgear.scope.ScanScope;
import io.switchgear.scope.ScopeDecision.Allowed;
import io.switchgear.scope.ScopeDecision.Denied;
import io.switchgear.scope.ScopeDecision.Malformed;
import io.switchgear.scope.TargetSet;
import io.switchgear.tool.Availability;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.Plan;
import io.switchgear.tool.Plan.Ready;
import io.switchgear.tool.Plan.Refused;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolDescriptor.Hints;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.OutOfScope;
import io.switchgear.tool.ToolOutcome.TimedOut;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.Verdict;
import io.switchgear.tool.Work;
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
            new Hints(true, false, true, true));
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

  @Override
  public Optional<Work> selfTest() {
    return Optional.of(new SelfTest());
  }

  @Override
  public CompletionStage<Plan> plan(ToolCall call) {
    return switch (schema.read(call.arguments())) {
      case Reading.Unsound unsound -> refused(unsound.message());
      case Reading.Sound sound -> planned(sound.arguments());
    };
  }

  private CompletionStage<Plan> planned(ObjectNode sound) {
    ScanRequest request;
    try {
      request = ScanRequest.read(sound, settings);
    } catch (InvalidRequest e) {
      return refused(e.getMessage());
    }
    return scope
        .check(request.targets(), request.exclude(), settings.maxHosts())
        .thenApply(
            decision ->
                switch (decision) {
                  case Malformed malformed -> new Refused(new InvalidInput(malformed.message()));
                  case Denied denied ->
                      new Refused(new OutOfScope(denied.target(), denied.rule(), denied.message()));
                  case Allowed allowed -> plan(request, allowed.targets());
                });
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

  private static CompletionStage<Plan> refused(String message) {
    return CompletableFuture.completedFuture(new Refused(new InvalidInput(message)));
  }

  private Plan plan(ScanRequest request, TargetSet targets) {
    long probes = targets.hosts() * request.ports().length;
    if (probes > settings.maxProbes()) {
      return new Refused(
          new InvalidInput(
              String.format(
                  Locale.ROOT,
                  "%,d hosts × %,d ports are %,d probes; at most %,d are allowed in one call. Ask"
                      + " for fewer hosts or ports, such as ports \"%s\", or split the call.",
                  targets.hosts(),
                  request.ports().length,
                  probes,
                  settings.maxProbes(),
                  "top:20")));
    }
    return new Ready(
        (deadline, progress) -> start(request, targets, deadline, progress),
        targets.texts().limit(Ready.MAX_TARGETS).toList());
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
