package io.switchgear.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.config.NmapSettings;
import io.switchgear.config.PortScanSettings;
import io.switchgear.config.ScopeFiles;
import io.switchgear.scope.ScanScope;
import io.switchgear.scope.ScopePolicy;
import io.switchgear.testing.Await;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.OutOfScope;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tools.nmap.NmapTool;
import io.switchgear.tools.portscan.PortScanTool;
import io.switchgear.tools.process.ProcessLauncher;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scanners tell the scope who calls and which ports they will probe. */
@Tag("network")
@Tag("process")
class ScopedToolsTest {

  private static final String[] FILE = {
    "built-in = false",
    "rules = [",
    "  { allow = [\"127.0.0.1\"], authoriser = me, reference = R1 }",
    "  { allow = [\"127.0.0.2\"], ports = [1, 9, \"U:7\"], authoriser = me, reference = R2 }",
    "  { allow = [\"127.0.0.3\"], ports = [1, 80, 443], principals = [ann], authoriser = me,"
        + " reference = R3 }",
    "  { allow = [\"127.0.0.4\"], tools = [port_scan], authoriser = me, reference = R4 }",
    "  { allow = [\"127.0.0.5\"], until = 2026-12-31, authoriser = me, reference = R5 }",
    "  { deny = [\"127.0.0.1\"], ports = [5], authoriser = me, reference = R6 }",
    "]"
  };

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ProcessLauncher LAUNCHER = new ProcessLauncher();
  private static final AtomicReference<Instant> NOW = new AtomicReference<>();

  private static Map<String, Tool> tools;

  @BeforeAll
  static void make(@TempDir Path folder) throws IOException {
    tools = tools(ScopeFiles.policy(folder, FILE));
  }

  private static Map<String, Tool> tools(ScopePolicy policy) {
    ScanScope scope = new ScanScope(policy, ((InstantSource) NOW::get).withZone(ZoneOffset.UTC));
    return Map.of(
        "nmap",
        new NmapTool(
            LAUNCHER,
            scope,
            new NmapSettings("nmap", 1_024, 65_535, 16 << 20, Duration.ofMillis(500)),
            40_000),
        "port_scan",
        new PortScanTool(
            scope,
            new PortScanSettings(
                64,
                65_535,
                100_000,
                512,
                5_000,
                1,
                Duration.ofSeconds(1),
                256,
                Duration.ofMillis(200)),
            40_000));
  }

  @AfterAll
  static void end() {
    LAUNCHER.close();
  }

  private static ToolCall call(String tool, String principal, String arguments) throws IOException {
    return new ToolCall(
        "1",
        tool,
        (ObjectNode) JSON.readTree(arguments.replace('\'', '"')),
        new Caller(principal, Set.of(Caller.Permission.SCAN_RUN)));
  }

  private static Planning plan(String tool, String principal, String arguments) throws Exception {
    ToolCall call = call(tool, principal, arguments);
    Planning planning = Await.result("the plan", tools.get(tool).plan(call));
    assertEquals(
        planning instanceof Planning.Planned,
        tools.get(tool).check(call).isEmpty(),
        "the check before the breaker agrees");
    return planning;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "port_scan | ann | 127.0.0.1 | 'ports':'1-4,6' | ok",
        "port_scan | ann | 127.0.0.1 | 'ports':'1-6' | deny 127.0.0.1 ports 5;leave out ports T:5",
        "port_scan | ann | 127.0.0.1 | 'ports':'-' | deny 127.0.0.1 ports 5",
        "port_scan | ann | 127.0.0.2 | 'ports':'1,9' | ok",
        "port_scan | ann | 127.0.0.2 | 'ports':'1,7' | only on ports 1, 9, U:7;not on T:7",
        "port_scan | ann | 127.0.0.2 | 'banners':false | only on ports 1, 9",
        "port_scan | ann | 127.0.0.3 | 'ports':'443' | ok",
        "port_scan | bob | 127.0.0.3 | 'ports':'443' | allowed networks (the operator's)",
        "port_scan | bob | 127.0.0.4 | 'ports':'443' | ok",
        "nmap | bob | 127.0.0.4 | 'ports':'443' | allowed with port_scan and not with nmap",
        "port_scan | bob | 127.0.0.6 | 'ports':'443' | allowed networks (the operator's)",
        // Host discovery of nmap probes 80 and 443.
        "nmap | ann | 127.0.0.3 | 'ports':'1' | ok",
        "nmap | bob | 127.0.0.3 | 'ports':'1' | allowed networks",
        "nmap | ann | 127.0.0.2 | 'ports':'1' | not on T:80, T:443;set skip_host_discovery",
        "nmap | ann | 127.0.0.2 | 'ports':'1','skip_host_discovery':true | ok",
        "nmap | ann | 127.0.0.2 | 'ports':'1','extra_args':['-PS9'] | ok",
        "nmap | ann | 127.0.0.2 | 'ports':'1','extra_args':['-PS'] | not on T:80",
        "nmap | ann | 127.0.0.2 | 'ports':'1','extra_args':['-PA9','-PS22'] | not on T:22",
        "nmap | ann | 127.0.0.2 | 'ports':'1','extra_args':['-PE'] | ok",
        "nmap | ann | 127.0.0.2 | 'ports':'1,U:8','skip_host_discovery':true | not on U:8",
        "nmap | ann | 127.0.0.2 | 'ports':'T:1,U:7','skip_host_discovery':true | ok",
        "nmap | ann | 127.0.0.2 | 'ports':'7','technique':'udp','skip_host_discovery':true | ok",
        "nmap | ann | 127.0.0.2 | 'ports':'8','technique':'udp','skip_host_discovery':true | not on"
            + " U:8",
        "nmap | ann | 127.0.0.2 | 'template':'discovery' | not on T:80, T:443",
        "nmap | ann | 127.0.0.2 | 'template':'discovery','extra_args':['-PS1'] | ok",
        // What the server cannot know counts as all ports.
        "nmap | ann | 127.0.0.2 | 'template':'quick' | templates and top:N count as all ports",
        "nmap | ann | 127.0.0.2 | 'ports':'top:5' | templates and top:N count as all ports",
        "nmap | ann | 127.0.0.3 | 'ports':'1','scripts':['default'] | scripts (also those of the"
            + " template) count as all ports",
        "nmap | ann | 127.0.0.1 | 'template':'quick' | ports T:5;--exclude-ports",
        "nmap | ann | 127.0.0.1 | 'template':'quick','extra_args':['--exclude-ports','5'] | ok",
        "nmap | ann | 127.0.0.1 | 'ports':'1-4' | ok",
      })
  void aPlanNeedsARuleForItsCallerAndItsPorts(
      String tool, String principal, String target, String arguments, String expected)
      throws Exception {
    NOW.set(Instant.parse("2026-12-05T00:00:00Z"));
    Planning planning = plan(tool, principal, "{'targets':['" + target + "']," + arguments + "}");
    if (expected.equals("ok")) {
      assertInstanceOf(Planning.Planned.class, planning, planning::toString);
      return;
    }
    Planning.Refused refused =
        assertInstanceOf(Planning.Refused.class, planning, planning::toString);
    OutOfScope outside = assertInstanceOf(OutOfScope.class, refused.outcome());
    for (String part : expected.split(";")) {
      assertTrue(outside.message().contains(part), outside::message);
    }
  }

  @ParameterizedTest
  @CsvSource({"nmap", "port_scan"})
  void aStoredPlanIsRefusedWhenItsRuleHasEnded(String name) throws Exception {
    Tool tool = tools.get(name);
    NOW.set(Instant.parse("2026-12-31T23:59:59Z"));
    ToolPlan plan =
        assertInstanceOf(
                Planning.Planned.class, plan(name, "ann", "{'targets':['127.0.0.5'],'ports':'1'}"))
            .plan();
    assertInstanceOf(Planning.Planned.class, Await.result("the recheck", tool.recheck(plan)));
    assertInstanceOf(Success.class, run(tool, plan));
    NOW.set(Instant.parse("2027-01-01T00:00:00Z"));
    Planning.Refused refused =
        assertInstanceOf(Planning.Refused.class, Await.result("the recheck", tool.recheck(plan)));
    assertTrue(refused.outcome().toString().contains("has expired"), refused::toString);
    OutOfScope outside = assertInstanceOf(OutOfScope.class, run(tool, plan));
    assertTrue(outside.message().contains("authorised by me, reference R5"), outside::message);
  }

  /** A plan that names another caller has that caller's rules. */
  @Test
  void aForgedPlanIsRefusedWhenItRuns() throws Exception {
    NOW.set(Instant.parse("2026-12-05T00:00:00Z"));
    for (String tool : tools.keySet()) {
      ToolPlan plan =
          assertInstanceOf(
                  Planning.Planned.class,
                  plan(tool, "ann", "{'targets':['127.0.0.3'],'ports':'1'}"))
              .plan();
      Caller bob = new Caller("bob", Set.of(Caller.Permission.SCAN_RUN));
      assertInstanceOf(OutOfScope.class, run(tools.get(tool), plan.by(bob)), tool);
      ObjectNode other = plan.arguments().deepCopy().put("ports", "2");
      ToolPlan wider = new ToolPlan(plan.call().with(other), plan.targets(), plan.cost());
      assertInstanceOf(OutOfScope.class, run(tools.get(tool), wider), tool);
    }
  }

  private static ToolOutcome run(Tool tool, ToolPlan plan) throws Exception {
    return Await.result(
        "the run", tool.run(plan, Deadline.in(Duration.ofMinutes(1)), Progress.NONE).outcome());
  }

  @Test
  void selfTestsWorkWhereTheirTargetIsInScope(@TempDir Path folder) throws Exception {
    NOW.set(Instant.parse("2026-12-05T00:00:00Z"));
    for (Tool tool : tools.values()) {
      assertInstanceOf(Success.class, run(tool, tool.selfTest().orElseThrow()));
    }
    Map<String, Tool> without = tools(ScopeFiles.policy(folder, "built-in = false", "rules = []"));
    assertEquals(Optional.empty(), without.get("nmap").selfTest());
    assertFalse(without.get("port_scan").selfTest().isEmpty(), "it has a listener of its own");
  }
}
