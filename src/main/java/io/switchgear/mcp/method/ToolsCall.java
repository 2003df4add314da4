package io.switchgear.mcp.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.catalog.ToolEntries;
import io.switchgear.mcp.exchange.InputRounds;
import io.switchgear.mcp.exchange.MethodResult;
import io.switchgear.mcp.exchange.RequestContext;
import io.switchgear.mcp.exchange.RequestState;
import io.switchgear.mcp.task.Tasks;
import io.switchgear.mcp.wire.Era;
import io.switchgear.mcp.wire.ErrorCode;
import io.switchgear.mcp.wire.Json;
import io.switchgear.mcp.wire.Refusal;
import io.switchgear.mcp.wire.RequestMeta;
import io.switchgear.mcp.wire.TasksExtension;
import io.switchgear.tool.Caller;
import io.switchgear.tool.LogKeys;
import io.switchgear.tool.LogLevel;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolDescriptor.TaskUse;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.TraceContext;
import io.switchgear.tool.UntrustedText;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code tools/call}. */
final class ToolsCall implements Method {

  static final MethodType TYPE =
      new MethodType(
          "tools/call",
          RequiredPermission.RUN,
          Optional.of("name"),
          MethodType.BOTH,
          parts -> Optional.of(new ToolsCall(parts)));

  private static final Logger LOG = LoggerFactory.getLogger(ToolsCall.class);
  private static final String LOGGER = "switchgear";
  private static final int NAMES_SHOWN = 50;
  private static final int SHOWN = 128;

  private final ToolCatalog catalog;
  private final ToolEntries entries;
  private final RequestState states;
  private final Optional<Tasks> tasks;
  private final TaskResults taskResults;

  /** Distinguishes the calls of this process from those of an earlier process in the same log. */
  private final String prefix = Integer.toHexString(new SecureRandom().nextInt()) + "-";

  private final AtomicLong calls = new AtomicLong();

  private ToolsCall(MethodParts parts) {
    this.catalog = parts.offer().tools();
    this.entries = parts.entries();
    this.states = parts.states();
    this.tasks = parts.offer().tasks();
    this.taskResults = new TaskResults(parts);
  }

  @Override
  public MethodResult answer(RequestContext context, ObjectNode params) {
    JsonNode name = params.get("name");
    if (name == null || !name.isTextual()) {
      return MethodResult.invalidParams(
          "params.name must be a string: the name of a tool. " + known());
    }
    JsonNode given = params.get("arguments");
    if (given != null && !given.isNull() && !given.isObject()) {
      return MethodResult.invalidParams("params.arguments must be an object, or be left out");
    }
    Optional<ToolDescriptor> tool = catalog.find(name.textValue());
    if (tool.isEmpty()) {
      tellOfRefusal(
          context, name.textValue(), Json.object(), new InvalidInput("there is no such tool"));
      return new MethodResult.Failure(
          Refusal.inBand(
              ErrorCode.INVALID_PARAMS,
              "Unknown tool: '%s'. %s"
                  .formatted(UntrustedText.line(name.textValue(), SHOWN), known())));
    }
    ObjectNode arguments = given instanceof ObjectNode object ? object : Json.object();
    ToolEntries.Entry entry = entries.entry(tool.get());
    if (context.repeated().isPresent()) {
      Optional<Refusal> disagreement = entry.headers().check(context.repeated().get(), arguments);
      if (disagreement.isPresent()) {
        return new MethodResult.Failure(disagreement.get());
      }
    }
    Optional<Refusal> meta = RequestMeta.checkOptional(params);
    if (meta.isPresent()) {
      return new MethodResult.Failure(meta.get());
    }
    if (entry.descriptor().taskUse() == TaskUse.ALWAYS
        && tasks.isPresent()
        && context.era() == Era.MODERN
        && !context.client().knowsTasks()) {
      return new MethodResult.Failure(
          TasksExtension.missing("this tool answers with a task only, which"));
    }
    return call(context, entry, arguments, params);
  }

  private MethodResult call(
      RequestContext context, ToolEntries.Entry entry, ObjectNode arguments, ObjectNode params) {
    ToolDescriptor tool = entry.descriptor();
    Caller caller = context.caller();
    Era era = context.era();
    boolean links = context.client().knowsLinks();
    Optional<TraceContext> trace = context.trace();
    boolean mayBeTask =
        tasks.isPresent() && context.client().knowsTasks() && tool.taskUse() != TaskUse.NEVER;
    return InputRounds.start(
        context,
        TYPE.name(),
        params,
        states,
        (dialogue, progress) -> {
          String id = prefix + calls.incrementAndGet();
          progress.log(LogLevel.DEBUG, LOGGER, "call " + id + " of " + tool.name());
          ToolCall call =
              new ToolCall(id, tool.name(), arguments, caller, Optional.empty(), dialogue, trace);
          return mayBeTask
              ? new TaskAttempt(
                  tasks.get(),
                  taskResults,
                  call,
                  tool.taskUse(),
                  outcome -> new ToolAttempt(era, links, entry, call, outcome),
                  () -> new ToolAttempt(era, links, entry, call, start(call, progress)))
              : new ToolAttempt(era, links, entry, call, start(call, progress));
        });
  }

  private void tellOfRefusal(
      RequestContext context, String tool, ObjectNode arguments, InvalidInput refusal) {
    String id = prefix + calls.incrementAndGet();
    catalog.turnedAway(new ToolCall(id, tool, arguments, context.caller()), refusal);
  }

  /** An exception of the catalog is a bug; the caller still gets an answer. */
  @SuppressWarnings("try") // the log keys are held, not used
  private ToolRun start(ToolCall call, Progress progress) {
    try (LogKeys.Held keys = LogKeys.of(call.tool(), call.id(), call.trace())) {
      return catalog.call(call, progress);
    } catch (RuntimeException e) {
      return ToolRun.of(CompletableFuture.failedFuture(e));
    }
  }

  private String known() {
    List<ToolDescriptor> tools = catalog.descriptors();
    String names =
        tools.stream()
            .limit(NAMES_SHOWN)
            .map(ToolDescriptor::name)
            .collect(Collectors.joining(", "));
    return tools.isEmpty()
        ? "This server has no tools."
        : "The tools here are: " + names + (tools.size() > NAMES_SHOWN ? ", …" : "");
  }
}
