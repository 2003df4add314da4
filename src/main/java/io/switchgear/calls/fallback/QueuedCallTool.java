package io.switchgear.calls.fallback;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.calls.fallback.QueuedCall.State;
import io.switchgear.calls.fallback.QueuedCall.State.Done;
import io.switchgear.calls.fallback.QueuedCall.State.Running;
import io.switchgear.calls.fallback.QueuedCall.State.Waiting;
import io.switchgear.tool.Availability;
import io.switchgear.tool.Content;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.ErrorType;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolDescriptor.Hints;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.UntrustedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code queued_call}: shows the state and the result of a queued call to the principal that queued
 * it. For other principals the call does not exist.
 */
public final class QueuedCallTool implements Tool {

  public static final String NAME = "queued_call";

  private static final int NAME_CHARS = 64;

  /** Handles of earlier versions had 8 more characters, which nothing depends on. */
  private static final Pattern HANDLE = Pattern.compile("([0-9a-f]{32})([0-9a-f]{8})?");

  private static final ToolDescriptor DESCRIPTOR =
      new ToolDescriptor(
          NAME,
          "Queued call",
          "Tells what became of a call that was put in a queue because its tool could not run:"
              + " waiting with its place, running, or done with its result. Needs the handle that"
              + " the call was answered with, and tells only the caller that made it.",
          schema(
              """
              {"type": "object",
               "properties": {"handle": {"type": "string", "pattern": "^[0-9a-f]{32}([0-9a-f]{8})?$",
                 "description": "as given in the answer to the call"}},
               "required": ["handle"], "additionalProperties": false,
               "examples": [{"handle": "0123456789abcdef0123456789abcdef"}]}\
              """),
          Optional.of(
              schema(
                  """
                  {"type": "object",
                   "properties": {
                     "handle": {"type": "string"},
                     "tool": {"type": "string"},
                     "state": {"type": "string", "enum": ["waiting", "running", "done"]},
                     "queued_at": {"type": "string", "format": "date-time"},
                     "finished_at": {"type": "string", "format": "date-time"},
                     "position": {"type": "integer", "minimum": 1,
                       "description": "while it waits: its place among the calls of the tool that have not ended, 1 is first"},
                     "error_type": {"type": "string",
                       "description": "when it is done and failed"},
                     "message": {"type": "string", "description": "of the failure"},
                     "result": {"type": "object",
                       "description": "structured result of the call's own tool; what had been found, if it failed"}},
                   "required": ["handle", "tool", "state", "queued_at"],
                   "additionalProperties": false}\
                  """)),
          new Hints(true, false, true, false));

  private final FallbackStores stores;

  public QueuedCallTool(FallbackStores stores) {
    this.stores = stores;
  }

  @Override
  public ToolDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public Availability availability() {
    return new Availability.Available("built in", "");
  }

  @Override
  public Optional<ToolOutcome> check(ToolCall call) {
    return problem(call.arguments()).map(invalid -> invalid);
  }

  @Override
  public CompletionStage<Planning> plan(ToolCall call) {
    return CompletableFuture.completedFuture(
        check(call)
            .<Planning>map(Planning.Refused::new)
            .orElseGet(() -> new Planning.Planned(ToolPlan.of(call))));
  }

  @Override
  public ToolRun run(ToolPlan plan, Deadline deadline, Progress progress) {
    String handle = plan.arguments().path("handle").asText();
    Matcher matcher = HANDLE.matcher(handle);
    return ToolRun.of(
        matcher.matches()
            ? stores
                .queue()
                .find(matcher.group(1), plan.caller())
                .thenApply(
                    found ->
                        found
                            .<ToolOutcome>map(queued -> new Success(answer(handle, queued)))
                            .orElseGet(this::unknown))
            : CompletableFuture.completedFuture(unknown()));
  }

  private ToolOutcome unknown() {
    return new InvalidInput(
        "There is no queued call of yours with this handle. Check it; results are dropped after "
            + OutcomeText.span(stores.keep())
            + ", then the call has to be made again.");
  }

  private static Optional<InvalidInput> problem(ObjectNode arguments) {
    for (Map.Entry<String, JsonNode> argument : arguments.properties()) {
      if (!argument.getKey().equals("handle")) {
        return Optional.of(
            new InvalidInput(
                "'%s' is not known here; the one argument is handle"
                    .formatted(UntrustedText.line(argument.getKey(), NAME_CHARS))));
      }
    }
    JsonNode handle = arguments.path("handle");
    return handle.isTextual() && HANDLE.matcher(handle.textValue()).matches()
        ? Optional.empty()
        : Optional.of(
            new InvalidInput(
                "handle must be a text of 32 of 0-9 a-f, as it stands in the answer to the queued"
                    + " call"));
  }

  private static ToolOutput answer(String handle, QueuedCall queued) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("handle", handle)
            .put("tool", queued.tool())
            .put("state", state(queued.state()))
            .put("queued_at", queued.queuedAt().toString());
    List<Content> content = new ArrayList<>();
    switch (queued.state()) {
      case Waiting waiting -> {
        json.put("position", waiting.position());
        content.add(text("The call of '%s' waits%s.", queued, " at place " + waiting.position()));
      }
      case Running ignored -> content.add(text("The call of '%s' is running.%s", queued, ""));
      case Done done -> done(queued, done, json, content);
    }
    return new ToolOutput(content, Optional.of(json));
  }

  private static void done(QueuedCall queued, Done done, ObjectNode json, List<Content> content) {
    json.put("finished_at", done.at().toString());
    ToolOutput output = OutcomeText.output(done.outcome());
    Optional<ErrorType> error = ErrorType.of(done.outcome());
    if (error.isPresent()) {
      String message = OutcomeText.message(done.outcome());
      json.put("error_type", error.get().wire()).put("message", message);
      content.add(text("The call of '%s' failed: %s", queued, message));
    } else {
      content.add(text("The call of '%s' is done.%s", queued, ""));
    }
    content.addAll(output.content());
    output.structured().ifPresent(structured -> json.set("result", structured));
  }

  private static String state(State state) {
    return switch (state) {
      case Waiting ignored -> "waiting";
      case Running ignored -> "running";
      case Done ignored -> "done";
    };
  }

  private static Content text(String format, QueuedCall queued, String more) {
    return new Content.Text(format.formatted(queued.tool(), more));
  }

  private static ObjectNode schema(String json) {
    try {
      return (ObjectNode) new ObjectMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError("the schema is JSON", e);
    }
  }
}
