package io.switchgear.mcp;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.testing.Await;
import io.switchgear.tool.Content;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolDescriptor.Hints;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolRun;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;

/** A catalogue whose calls a test holds in its hand. */
public final class FixtureTools implements ToolCatalog {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String NO_ARGUMENTS = "{'type':'object','additionalProperties':false}";
  private static final ToolOutput PARTIAL = ToolOutput.of("port 22 is open", json("{'open':[22]}"));

  /** A call of "slow" under way: the test completes it, and sees how it was stopped. */
  public static final class SlowCall implements ToolRun {
    public final ToolCall call;
    public final Progress progress;
    private final CompletableFuture<ToolOutcome> outcome = new CompletableFuture<>();
    private final BlockingQueue<StopReason> stops = new LinkedBlockingQueue<>();

    SlowCall(ToolCall call, Progress progress) {
      this.call = call;
      this.progress = progress;
    }

    public void complete(ToolOutcome end) {
      outcome.complete(end);
    }

    public void complete(String text) {
      complete(new ToolOutcome.Success(ToolOutput.text(text)));
    }

    public void fail(Throwable bug) {
      outcome.completeExceptionally(bug);
    }

    public boolean wasStopped() {
      return !stops.isEmpty();
    }

    /** Waits for the stop. */
    public StopReason stopped() throws InterruptedException {
      return Await.next("the stop of the call", stops);
    }

    @Override
    public CompletionStage<ToolOutcome> outcome() {
      return outcome;
    }

    @Override
    public void stop(StopReason reason) {
      stops.add(reason);
      outcome.complete(new ToolOutcome.Cancelled("The call was ended before its time.", PARTIAL));
    }
  }

  private final Map<String, ToolDescriptor> tools = new TreeMap<>();
  private final Map<String, ToolOutcome> outcomes = new TreeMap<>();
  private final BlockingQueue<SlowCall> slowCalls = new LinkedBlockingQueue<>();

  public FixtureTools() {
    tool("a_text", NO_ARGUMENTS, null);
    tool("bug", NO_ARGUMENTS, null);
    tool("throws", NO_ARGUMENTS, null);
    tool(
        "echo",
        "{'type':'object','properties':{'text':{'type':'string','maxLength':1000},"
            + "'count':{'type':'integer','minimum':1,'maximum':9},"
            + "'mode':{'enum':['loud','quiet']}},'required':['text'],'additionalProperties':false}",
        "{'type':'object','properties':{'echo':{'type':'string'}},'required':['echo']}");
    tool("slow", NO_ARGUMENTS, null);
    outcome("ok_image", new ToolOutcome.Success(media()));
    outcome("ok_structured", new ToolOutcome.Success(structuredOnly()));
    outcome("failed", new ToolOutcome.Failed(ToolOutcome.Fault.CRASHED, "It crashed.", PARTIAL));
    outcome("not_found", new ToolOutcome.Failed(ToolOutcome.Fault.NOT_INSTALLED, "Install it."));
    outcome("timed_out", new ToolOutcome.TimedOut(Duration.ofSeconds(3), "Too slow.", PARTIAL));
    outcome(
        "rejected",
        new ToolOutcome.Rejected(
            ToolOutcome.Refusal.CIRCUIT_OPEN, "nmap", "Wait.", Duration.ofMillis(11_200)));
    outcome("cancelled", new ToolOutcome.Cancelled("Ended.", ToolOutput.NONE));
    outcome("invalid", new ToolOutcome.InvalidInput("Not a target."));
    outcome("outside", new ToolOutcome.OutOfScope("8.8.8.8", "default", "Not allowed."));
  }

  /** The next call of "slow"; waits for it. */
  public SlowCall nextSlow() throws InterruptedException {
    return Await.next("a slow call", slowCalls);
  }

  @Override
  public List<ToolDescriptor> descriptors() {
    return List.copyOf(tools.values());
  }

  @Override
  public Optional<ToolDescriptor> find(String name) {
    return Optional.ofNullable(tools.get(name));
  }

  @Override
  public ToolRun call(ToolCall call, Progress progress) {
    ToolOutcome known = outcomes.get(call.tool());
    if (known != null) {
      return ToolRun.completed(known);
    }
    return switch (call.tool()) {
      case "a_text" -> ToolRun.completed(new ToolOutcome.Success(ToolOutput.text("text")));
      case "echo" -> ToolRun.completed(new ToolOutcome.Success(echo(call)));
      case "bug" -> ToolRun.of(CompletableFuture.failedFuture(new IllegalStateException("bug")));
      case "throws" -> throw new IllegalStateException("thrown");
      case "slow" -> {
        SlowCall slow = new SlowCall(call, progress);
        slowCalls.add(slow);
        yield slow;
      }
      default -> throw new IllegalArgumentException("no tool " + call.tool());
    };
  }

  /** JSON in single quotes. */
  public static ObjectNode json(String text) {
    try {
      return (ObjectNode) MAPPER.readTree(text.replace('\'', '"'));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static ToolOutput echo(ToolCall call) {
    String text = call.arguments().path("text").asText();
    ObjectNode structured = MAPPER.createObjectNode().put("echo", text);
    return ToolOutput.of(text, structured);
  }

  private static ToolOutput media() {
    return new ToolOutput(
        List.of(
            new Content.Image("AAAA", "image/png"),
            new Content.Audio("AAAA", "audio/wav"),
            new Content.EmbeddedText("scan://1", "text/plain", "text"),
            new Content.ResourceLink(
                "scan://1/report", "report", "Report", "All hosts.", "application/json")),
        Optional.empty());
  }

  private static ToolOutput structuredOnly() {
    return new ToolOutput(List.of(), Optional.of(json("{'open':[22]}")));
  }

  private void outcome(String name, ToolOutcome outcome) {
    tool(name, NO_ARGUMENTS, "{'type':'object','required':['open']}");
    outcomes.put(name, outcome);
  }

  private void tool(String name, String input, String output) {
    tools.put(
        name,
        new ToolDescriptor(
            name,
            "Title of " + name,
            "Description of " + name,
            json(input),
            Optional.ofNullable(output).map(FixtureTools::json),
            new Hints(true, false, true, false)));
  }
}
