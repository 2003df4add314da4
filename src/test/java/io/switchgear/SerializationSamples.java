package io.switchgear;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.breaker.BreakerMemento;
import io.switchgear.breaker.BreakerSnapshot;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.Cause;
import io.switchgear.breaker.OperatorOrder;
import io.switchgear.breaker.Reason;
import io.switchgear.cluster.members.NodeFacts;
import io.switchgear.cluster.orders.OrderHint;
import io.switchgear.cluster.place.NodeTools;
import io.switchgear.cluster.place.ToolState;
import io.switchgear.cluster.quorum.Vote;
import io.switchgear.tool.ArgvDigest;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.Content;
import io.switchgear.tool.CostEstimate;
import io.switchgear.tool.Dialogue;
import io.switchgear.tool.Fallback;
import io.switchgear.tool.PendingInput;
import io.switchgear.tool.PinnedTargets;
import io.switchgear.tool.Question;
import io.switchgear.tool.Questions;
import io.switchgear.tool.Reach;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutcome.Refusal;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.TraceContext;
import io.switchgear.tool.hosts.HostFindings;
import io.switchgear.tool.hosts.HostFindings.Hop;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.OsGuess;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.PortGroup;
import io.switchgear.tool.hosts.HostFindings.Scan;
import io.switchgear.tool.hosts.HostFindings.Script;
import io.switchgear.tool.hosts.HostFindings.Service;
import io.switchgear.tool.hosts.HostFindings.Traits;
import io.switchgear.tool.hosts.HostFindings.Unlisted;
import io.switchgear.tool.hosts.Ranges;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One sample of each kind of data, whole and at its smallest. */
final class SerializationSamples {

  private static final Instant AT = Instant.parse("2030-01-02T03:04:05.678Z");
  private static final Caller ANN = new Caller("ann", Set.of(Permission.SCAN_INTRUSIVE));

  private SerializationSamples() {}

  static Map<String, Object> all() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("call", call());
    all.put("order-hint", new OrderHint(12));
    all.put("call-least", new ToolCall("1", "echo", json("{}"), Caller.LOCAL));
    all.put("plan", plan());
    all.put("plan-least", ToolPlan.of(new ToolCall("1", "echo", json("{}"), ANN)));
    all.put("success", new ToolOutcome.Success(scanned()));
    all.put("success-media", new ToolOutcome.Success(media()));
    all.put("success-link", new ToolOutcome.Success(link()));
    all.put("success-least", new ToolOutcome.Success(ToolOutput.NONE));
    all.put("failed", new ToolOutcome.Failed(Fault.CRASHED, "It crashed.", ToolOutput.text("x")));
    all.put(
        "timed-out", new ToolOutcome.TimedOut(Duration.ofMillis(1_500), "Late.", ToolOutput.NONE));
    all.put(
        "rejected",
        new ToolOutcome.Rejected(
            Refusal.CIRCUIT_OPEN, "nmap", "Open.", Duration.ofNanos(12_345_678_901L)));
    all.put("cancelled", new ToolOutcome.Cancelled("Ended.", ToolOutput.NONE, true));
    all.put("invalid-input", new ToolOutcome.InvalidInput("No.", Optional.of(questions())));
    all.put("invalid-input-least", new ToolOutcome.InvalidInput("No."));
    all.put(
        "pending-input",
        new PendingInput(
            2, questions(), Map.of("form", json("{'ok':1}")), Map.of("name", json("{'n':1}"))));
    all.put("pending-input-least", PendingInput.first(questions()));
    all.put("out-of-scope", new ToolOutcome.OutOfScope("8.8.8.8", "not allowed", "No."));
    all.put("stand-in-cached", standIn(new Fallback.Cached("r", retry(), Duration.ofHours(2))));
    all.put(
        "stand-in-substituted",
        standIn(new Fallback.Substituted("r", Optional.empty(), "port_scan", List.of("timing"))));
    all.put("stand-in-queued", standIn(new Fallback.Queued("r", retry(), "h", 3)));
    all.put("stand-in-fixed", standIn(new Fallback.Fixed("r", Optional.empty())));
    all.put("order", order());
    all.put(
        "order-least",
        new OperatorOrder(OperatorOrder.Action.OPEN, "ann", "drill", Optional.empty()));
    all.put("memento", memento());
    all.put("snapshot", snapshot());
    all.put("node-facts", new NodeFacts("scan-1", "1.2.3", AT.toEpochMilli()));
    all.put("node-tools", nodeTools());
    all.put("node-tools-least", new NodeTools("node-1", 0, Map.of()));
    return all;
  }

  private static NodeTools nodeTools() {
    Vote vote = new Vote(BreakerState.OPEN, 12, 3, 7, 2);
    Duration retryAfter = Duration.ofMillis(2_500);
    return new NodeTools(
        "node-1",
        1_234,
        Map.of(
            "nmap",
            new ToolState(BreakerState.OPEN, retryAfter, 0, 4, true, Optional.of(vote)),
            "echo",
            new ToolState(BreakerState.CLOSED, Duration.ZERO, 9, 0, false, Optional.empty())));
  }

  private static ToolCall call() {
    return new ToolCall(
        "7-1",
        "nmap",
        json("{'targets':['10.0.0.0/30'],'timing':3,'rate':0.5,'on':true,'none':null}"),
        ANN,
        Optional.of(Duration.ofMillis(29_999)),
        new Dialogue(
            Set.of(Question.Kind.FORM),
            Map.of("intrusive", json("{'action':'accept','content':{'allow':true}}")),
            Optional.of(json("{'options':'vuln'}"))),
        TraceContext.parse(
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "a=b", "k=v"));
  }

  private static ToolPlan plan() {
    return new ToolPlan(
        call(),
        new PinnedTargets(
            List.of("10.0.0.0/30", "fd00::1"),
            Map.of("nas.lab.internal", List.of("10.0.1.7", "fd00::7")),
            List.of("10.0.0.2"),
            7),
        new CostEstimate(7, 1_000, 12.5));
  }

  private static ToolOutput scanned() {
    Service ssh =
        new Service(
            "ssh", "ssl", "OpenSSH", "9.2", "Debian", "nas", "Linux", "NAS", "probed", 10, "",
            cpe());
    Host host =
        new Host(
            "10.0.0.1",
            List.of("nas.lab.internal"),
            "up",
            "arp-response",
            Scan.COMPLETE,
            List.of(
                new Port(22, "tcp", "open", "syn-ack", ssh, "root", "SSH-2.0", List.of(script()))),
            List.of(new PortGroup("closed", new Ranges(999, List.of("1-21", "23-1000"), 0), "rst")),
            new Traits(
                List.of("nas"),
                "02:00:00:00:00:01",
                "ACME",
                3_600,
                "yesterday",
                1,
                List.of(new OsGuess("Linux 6", 98, List.of("Linux"), cpe())),
                List.of(new Hop(1, "10.0.0.254", "gw", "0.21")),
                List.of(script())));
    HostFindings found =
        new HostFindings(
            List.of(host),
            List.of(new Unlisted("down", "no-response", Scan.TIMED_OUT, Ranges.unknown(3))),
            true,
            Optional.of(AT),
            Optional.of(AT.plusSeconds(9)));
    return ToolOutput.of("1 host up", json("{'hosts':[{'address':'10.0.0.1'}],'n':1}"))
        .withReach(new Reach(List.of("10.0.0.1"), List.of("10.0.0.2")))
        .withArgv(new ArgvDigest("0".repeat(64)))
        .withHosts(found)
        .asPartial();
  }

  private static List<String> cpe() {
    return List.of("cpe:/a:openbsd:openssh:9.2");
  }

  private static Script script() {
    return new Script("banner", "hello");
  }

  private static ToolOutput link() {
    return new ToolOutput(
        List.of(new Content.ResourceLink("scan://1", "scan", "A scan", "Its hosts.", "text/plain")),
        Optional.empty());
  }

  private static ToolOutput media() {
    return new ToolOutput(
        List.of(
            new Content.Text("text"),
            new Content.Image("aQ==", "image/png"),
            new Content.Audio("YQ==", "audio/wav"),
            new Content.EmbeddedText("scan://1", "text/plain", "inside")),
        Optional.empty());
  }

  private static Questions questions() {
    Map<String, Question> asked = new LinkedHashMap<>();
    asked.put("form", new Question.Form("Run it?", json("{'type':'object'}")));
    asked.put("sample", new Question.Sample("Say", 9));
    asked.put("roots", new Question.Roots());
    return new Questions(asked, Optional.of(json("{'step':1}")), true);
  }

  private static ToolOutcome standIn(Fallback fallback) {
    return new ToolOutcome.Success(
        new ToolOutput(List.of(new Content.Text("old")), Optional.empty(), Optional.of(fallback)));
  }

  private static Optional<Duration> retry() {
    return Optional.of(Duration.ofSeconds(60));
  }

  private static OperatorOrder order() {
    return new OperatorOrder(OperatorOrder.Action.HOLD_OPEN, "ann", "maintenance", Optional.of(AT));
  }

  private static BreakerMemento memento() {
    return new BreakerMemento(
        AT,
        12,
        BreakerState.OPEN,
        Duration.ofSeconds(45),
        2,
        0,
        0,
        Optional.of(Cause.SLOW_CALL_RATE),
        Optional.of(
            new OperatorOrder(OperatorOrder.Action.DISABLED, "ann", "why", Optional.of(AT))));
  }

  private static BreakerSnapshot snapshot() {
    return new BreakerSnapshot(
        "nmap",
        BreakerState.HALF_OPEN,
        13,
        new Reason(Cause.OPERATOR, Optional.of(order())),
        Optional.of(order()),
        0,
        1,
        true,
        Optional.of(Cause.FAILURE_RATE),
        5,
        Duration.ofMillis(1_200),
        1,
        2,
        false,
        Optional.empty(),
        0);
  }

  private static ObjectNode json(String text) {
    try {
      return (ObjectNode) new ObjectMapper().readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
