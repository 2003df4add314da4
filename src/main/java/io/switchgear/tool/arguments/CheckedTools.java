package io.switchgear.tool.arguments;

import io.switchgear.tool.ForwardingTools;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.UntrustedText;
import io.switchgear.tool.arguments.InputSchema.Reading;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the arguments of every call by its tool's input schema before anything else sees them, so
 * that calls that say the same in two notations are the same call for the audit, for sharing, for
 * kept answers and for the queue. Arguments that do not fit end the call here. Safe for use by many
 * threads.
 */
public final class CheckedTools extends ForwardingTools {

  private static final Logger LOG = LoggerFactory.getLogger(CheckedTools.class);

  private static final int LOGGED_CHARS = 500;

  private final ToolCatalog inner;
  private final Map<String, InputSchema> schemas = new ConcurrentHashMap<>();

  public CheckedTools(ToolCatalog inner) {
    this.inner = inner;
  }

  @Override
  protected ToolCatalog inner() {
    return inner;
  }

  @Override
  public ToolRun call(ToolCall call, Progress progress) {
    return inner
        .find(call.tool())
        .map(tool -> schema(tool).read(call.arguments()))
        .map(reading -> checked(call, reading, progress))
        .orElseGet(() -> inner.call(call, progress));
  }

  private ToolRun checked(ToolCall call, Reading reading, Progress progress) {
    return switch (reading) {
      case Reading.Sound sound -> {
        if (!sound.changed().isEmpty()) {
          String changed = UntrustedText.line(sound.changed().toString(), LOGGED_CHARS);
          LOG.debug("call {}: arguments read as {}", call.id(), changed);
        }
        yield inner.call(call.with(sound.arguments()), progress);
      }
      case Reading.Unsound unsound -> {
        LOG.debug("call {}: arguments refused", call.id());
        InvalidInput refusal = new InvalidInput(unsound.message());
        inner.turnedAway(call, refusal);
        yield ToolRun.completed(refusal);
      }
    };
  }

  /** A tool whose descriptor was replaced has another schema. */
  private InputSchema schema(ToolDescriptor tool) {
    return schemas.compute(
        tool.name(),
        (name, known) -> known != null && known.tool() == tool ? known : InputSchema.of(tool));
  }
}
