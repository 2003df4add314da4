package io.switchgear.tools.nmap;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.config.NmapSettings;
import io.switchgear.scope.ScanScope;
import io.switchgear.scope.ScopeDecision;
import io.switchgear.scope.ScopeQuery;
import io.switchgear.tool.Availability;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.PinnedTargets;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.arguments.InputSchema;
import io.switchgear.tools.process.FenceSupport;
import io.switchgear.tools.process.ProcessLauncher;
import io.switchgear.tools.report.ReportJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/**
 * nmap as a tool: typed arguments, a scope check, a generated argument vector, and its XML
 * converted to a report. Needs nmap 7.80 or newer on the server.
 */
public final class NmapTool implements Tool {

  public static final String NAME = "nmap";

  private static final String LOOPBACK = "127.0.0.1";

  private static final String DESCRIPTION =
      "Scans hosts and networks with nmap: which hosts answer, which TCP or UDP ports are open,"
          + " what serves them, which operating system runs, and what nmap's safe scripts find."
          + " Needs targets within the operator's scope (by default loopback and private networks)."
          + " Returns hosts with their ports; a scan that is stopped returns the hosts finished by"
          + " then. Start with template quick; large scans take minutes.";

  private final ProcessLauncher launcher;
  private final ScanScope scope;
  private final NmapSettings settings;
  private final int maxAnswer;
  private final BooleanSupplier rawSockets;
  private final NmapBinary binary;
  private final NmapFence fence;
  private final ToolDescriptor descriptor;
  private final NmapPlanner planner;

  /**
   * @param maxAnswer maximum size of each form of a result, in bytes
   */
  public NmapTool(ProcessLauncher launcher, ScanScope scope, NmapSettings settings, int maxAnswer) {
    this(launcher, new NmapFence(launcher), scope, settings, maxAnswer);
  }

  /**
   * @param fence the fence test, which tools share so that it runs once
   * @param maxAnswer maximum size of each form of a result, in bytes
   */
  public NmapTool(
      ProcessLauncher launcher,
      NmapFence fence,
      ScanScope scope,
      NmapSettings settings,
      int maxAnswer) {
    this(launcher, fence, scope, settings, maxAnswer, RawSockets::available);
  }

  /**
   * @param rawSockets tests whether a program started now could open raw sockets
   */
  NmapTool(
      ProcessLauncher launcher,
      NmapFence fence,
      ScanScope scope,
      NmapSettings settings,
      int maxAnswer,
      BooleanSupplier rawSockets) {
    this.launcher = launcher;
    this.fence = fence;
    this.scope = scope;
    this.settings = settings;
    this.maxAnswer = maxAnswer;
    this.rawSockets = rawSockets;
    this.binary = new NmapBinary(launcher, settings);
    this.descriptor = describe(scope.intrusiveAllowed());
    this.planner =
        new NmapPlanner(InputSchema.of(descriptor), scope, settings, rawSockets, binary, fence);
  }

  /**
   * @param intrusive whether options that can disrupt a target are allowed
   */
  static ToolDescriptor describe(boolean intrusive) {
    return new ToolDescriptor(
        NAME,
        "nmap network scanner",
        DESCRIPTION,
        inputSchema(),
        Optional.of(ReportJson.schema()),
        new ToolDescriptor.Hints(!intrusive, intrusive, true, true),
        ToolDescriptor.TaskUse.WHEN_LONG);
  }

  /** The names of the templates that nmap's arguments can have; empty if it is not enabled. */
  public static List<String> templates(ToolCatalog tools) {
    List<String> names = new ArrayList<>();
    tools
        .find(NAME)
        .map(nmap -> nmap.inputSchema().at("/properties/template/enum"))
        .ifPresent(listed -> listed.forEach(name -> names.add(name.asText())));
    return names;
  }

  @Override
  public ToolDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public Availability availability() {
    return switch (binary.find(process -> {})) {
      case NmapBinary.Lookup.Usable usable ->
          new Availability.Available("nmap " + usable.version(), limits());
      case NmapBinary.Lookup.Unusable unusable ->
          new Availability.Unavailable(unusable.reason(), unusable.remedy());
    };
  }

  private String limits() {
    List<String> limits = new ArrayList<>();
    if (!rawSockets.getAsBoolean()) {
      limits.add(
          "Without the right to open raw sockets (CAP_NET_RAW) only connect scans run: no UDP, no"
              + " operating system detection.");
    }
    if (!scope.unfencedScriptsAllowed() && look() instanceof FenceSupport.Unsupported missing) {
      limits.add(
          "Scripts do not run, because the kernel cannot hold nmap to its targets ("
              + missing.reason()
              + ").");
    }
    String weakness = launcher.containment().weakness();
    if (!weakness.isEmpty()) {
      limits.add(weakness);
    }
    return String.join(" ", limits);
  }

  /** Whether network fences work; blocks for milliseconds. */
  private FenceSupport look() {
    return fence.look(binary.locate());
  }

  /** Scans one port of this machine; empty if this machine is out of scope. */
  @Override
  public Optional<ToolPlan> selfTest() {
    ObjectNode harmless = JsonNodeFactory.instance.objectNode().put("ports", "1");
    harmless.putArray("targets").add(LOOPBACK);
    PinnedTargets here = PinnedTargets.of(LOOPBACK);
    ToolPlan plan = ToolPlan.selfTest(NAME, harmless, here);
    ScopeQuery query =
        ProbedPorts.query(plan.call(), NmapArguments.parse(harmless, new Problems()));
    return scope.admit(query, here, 1) instanceof ScopeDecision.Allowed
        ? Optional.of(plan)
        : Optional.empty();
  }

  @Override
  public Optional<ToolOutcome> check(ToolCall call) {
    return planner.check(call);
  }

  @Override
  public Optional<ToolOutcome> checkJob(ToolCall call, long maxHosts) {
    return planner.checkJob(call, maxHosts);
  }

  @Override
  public CompletionStage<Planning> plan(ToolCall call) {
    return planner.plan(call);
  }

  @Override
  public CompletionStage<Planning> planJob(ToolCall call, long maxHosts) {
    return planner.planJob(call, maxHosts);
  }

  @Override
  public ToolPlan limited(ToolPlan plan, int packetsPerSecond) {
    return plan.withArguments(ExtraArguments.limited(plan.arguments(), packetsPerSecond));
  }

  @Override
  public CompletionStage<Planning> recheck(ToolPlan plan) {
    return planner.recheck(plan);
  }

  @Override
  public ToolRun run(ToolPlan plan, Deadline deadline, Progress progress) {
    return new NmapRun(launcher, binary, settings, maxAnswer, deadline, progress)
        .start(() -> planner.command(plan));
  }

  private static ObjectNode inputSchema() {
    try (InputStream in = NmapTool.class.getResourceAsStream("nmap-input.schema.json")) {
      return (ObjectNode)
          new ObjectMapper()
              .readTree(
                  Objects.requireNonNull(in, "nmap-input.schema.json is not on the class path"));
    } catch (IOException e) {
      throw new UncheckedIOException("nmap-input.schema.json cannot be read", e);
    }
  }
}
