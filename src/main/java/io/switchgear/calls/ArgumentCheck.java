package io.switchgear.calls;

import io.switchgear.calls.step.CallStep;
import io.switchgear.calls.step.Next;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.UntrustedText;
import io.switchgear.tool.arguments.InputSchema.Reading;
import io.switchgear.tool.arguments.InputSchemas;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Converts the arguments of every call to the types of the tool's input schema, and refuses
 * arguments that do not fit it. The steps below see one notation, so two calls with the same
 * meaning are the same call for the audit, for sharing, for kept answers and for the queue.
 */
public final class ArgumentCheck implements CallStep {

  private static final Logger LOG = LoggerFactory.getLogger(ArgumentCheck.class);

  private static final int LOGGED_CHARS = 500;

  private final Function<String, Optional<ToolDescriptor>> tools;
  private final InputSchemas schemas = new InputSchemas();

  /**
   * @param tools finds a tool by its name
   */
  public ArgumentCheck(Function<String, Optional<ToolDescriptor>> tools) {
    this.tools = tools;
  }

  @Override
  public ToolRun around(ToolCall call, Progress progress, Next next) {
    Optional<ToolDescriptor> tool = tools.apply(call.tool());
    if (tool.isEmpty()) {
      return next.call(call, progress);
    }
    return switch (schemas.of(tool.get()).read(call.arguments())) {
      case Reading.Valid valid -> {
        if (!valid.changed().isEmpty()) {
          String changed = UntrustedText.line(valid.changed().toString(), LOGGED_CHARS);
          LOG.debug("call {}: arguments read as {}", call.id(), changed);
        }
        yield next.call(call.with(valid.arguments()), progress);
      }
      case Reading.Invalid invalid -> {
        LOG.debug("call {}: arguments refused", call.id());
        yield next.refuse(call, new InvalidInput(invalid.message()));
      }
    };
  }
}
