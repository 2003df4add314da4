package io.switchgear.tools.nmap;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.config.NmapSettings;
import io.switchgear.scope.ScanScope;
import io.switchgear.scope.ScopeDecision;
import io.switchgear.scope.TargetSet;
import io.switchgear.tool.Availability;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.Plan;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.Work;
import io.switchgear.tool.arguments.InputSchema;
import io.switchgear.tool.arguments.InputSchema.Reading;
import io.switchgear.tools.process.FenceSupport;
import io.switchgear.tools.process.ProcessLauncher;
import io.switchgear.tools.report.ReportJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/**
 * nmap as a tool: typed arguments, a scope check, an argument vector of our own making, and its XML
 * as a report. Needs nmap 7.80 or newer on the server.
 */
public final class NmapTool implements Tool {

  public static final String NAME = "nmap";

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
  private final ScriptCatalogs catalogs = new ScriptCatalogs();
  private final ToolDescriptor descriptor;
  private final InputSchema schema;

  /**
   * @param maxAnswer longest answer, in bytes of each form
   */
  public NmapTool(ProcessLauncher launcher, ScanScope scope, NmapSettings settings, int maxAnswer) {
    this(launcher, new NmapFence(launcher), scope, settings, maxAnswer);
  }

  /**
   * @param fence tries once for all tools that are given it
   * @param maxAnswer longest answer, in bytes of each form
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
   * @param rawSockets whether a program started now could open raw sockets
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
    this.schema = InputSchema.of(descriptor);
  }

  /**
   * @param intrusive whether options that can disturb a target are allowed
   */
  static ToolDescriptor describe(boolean intrusive) {
    return new ToolDescriptor(
        NAME,
        "nmap network scanner",
        DESCRIPTION,
        inputSchema(),
        Optional.of(ReportJson.schema()),
        new ToolDescriptor.Hints(!intrusive, intrusive, true, true));
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

  /** Whether the kernel can hold nmap to its targets; blocks for milliseconds. */
  private FenceSupport look() {
    return fence.look(binary.locate());
  }

  /** Scans one port of this machine; empty if the operator has put this machine out of scope. */
  @Override
  public Optional<Work> selfTest() {
    ObjectNode harmless = JsonNodeFactory.instance.objectNode().put("ports", "1");
    harmless.putArray("targets").add("127.0.0.1");
    NmapArguments arguments = NmapArguments.parse(harmless, new Problems());
    // Decided at once, as there is no name to resolve.
    ScopeDecision decision =
        scope.check(arguments.targets(), List.of(), 1).toCompletableFuture().join();
    return decision instanceof ScopeDecision.Allowed allowed
        ? Optional.of(
            (deadline, progress) -> start(arguments, allowed.targets(), deadline, progress))
        : Optional.empty();
  }

  private ToolRun start(
      NmapArguments arguments, TargetSet targets, Deadline deadline, Progress progress) {
    NmapCommand command =
        new NmapCommand(arguments, false, ScriptSelection.NONE, Optional.empty(), targets, look());
    return NmapRun.start(launcher, binary, settings, command, maxAnswer, deadline, progress);
  }

  @Override
  public CompletionStage<Plan> plan(ToolCall call) {
    // The first reading of the script catalog takes a moment: not on the caller's thread.
    return CompletableFuture.supplyAsync(() -> check(call), Thread::startVirtualThread)
        .thenCompose(stage -> stage);
  }

  private CompletionStage<Plan> check(ToolCall call) {
    return switch (schema.read(call.arguments())) {
      case Reading.Unsound unsound -> refused(new ToolOutcome.InvalidInput(unsound.message()));
      case Reading.Sound sound -> check(call, sound.arguments());
    };
  }

  private CompletionStage<Plan> check(ToolCall call, ObjectNode sound) {
    Problems problems = new Problems();
    NmapArguments arguments = NmapArguments.parse(sound, problems);
    boolean raw = rawSockets.getAsBoolean();
    checkPortCount(arguments, problems);
    if (!raw) {
      refuseWhatNeedsRawSockets(arguments, problems);
    }
    FenceSupport support = look();
    ScriptChoice scripts =
        ScriptChoice.of(
            arguments,
            catalogs,
            binary.locate().orElse(Path.of("/usr/bin/nmap")),
            support,
            scope.unfencedScriptsAllowed(),
            problems);
    if (problems.any()) {
      return refused(problems.asOutcome());
    }
    if (scripts.unchecked()) {
      return decided(
          new Plan.Ready(Work.prompt((deadline, progress) -> ToolRun.completed(noCatalog()))));
    }
    Optional<ToolOutcome> forbidden =
        unfenced(scripts).or(() -> forbidden(arguments, scripts.selection(), call));
    if (forbidden.isPresent()) {
      return refused(forbidden.get());
    }
    return scope
        .check(arguments.targets(), arguments.exclude(), settings.maxHosts())
        .thenApply(
            decision ->
                switch (decision) {
                  case ScopeDecision.Allowed allowed ->
                      planned(arguments, raw, scripts, allowed.targets(), support);
                  case ScopeDecision.Malformed malformed ->
                      new Plan.Refused(new ToolOutcome.InvalidInput(malformed.message()));
                  case ScopeDecision.Denied denied ->
                      new Plan.Refused(
                          new ToolOutcome.OutOfScope(
                              denied.target(), denied.rule(), denied.message()));
                });
  }

  private Plan planned(
      NmapArguments arguments,
      boolean raw,
      ScriptChoice scripts,
      TargetSet targets,
      FenceSupport support) {
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
    if (problems.any()) {
      return new Plan.Refused(problems.asOutcome());
    }
    NmapCommand command =
        new NmapCommand(arguments, raw, scripts.selection(), scripts.files(), targets, support);
    return new Plan.Ready(
        (deadline, progress) ->
            NmapRun.start(launcher, binary, settings, command, maxAnswer, deadline, progress),
        command.firstTargets());
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

  private static CompletionStage<Plan> refused(ToolOutcome outcome) {
    return decided(new Plan.Refused(outcome));
  }

  private static CompletionStage<Plan> decided(Plan plan) {
    return CompletableFuture.completedFuture(plan);
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
