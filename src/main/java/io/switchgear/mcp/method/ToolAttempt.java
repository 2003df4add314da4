package io.switchgear.mcp.method;

import io.switchgear.mcp.catalog.ToolEntries;
import io.switchgear.mcp.exchange.InputRounds;
import io.switchgear.mcp.exchange.InputRounds.Turn;
import io.switchgear.mcp.exchange.MethodResult;
import io.switchgear.mcp.wire.Era;
import io.switchgear.mcp.wire.Result;
import io.switchgear.tool.ErrorType;
import io.switchgear.tool.LogKeys;
import io.switchgear.tool.Questions;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.ToolRun.StopReason;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A tool's run as an attempt of {@code tools/call}. */
final class ToolAttempt implements InputRounds.Attempt {

  private static final Logger LOG = LoggerFactory.getLogger(ToolAttempt.class);

  private final Era era;
  private final boolean links;
  private final ToolEntries.Entry entry;
  private final ToolCall call;
  private final ToolRun run;
  private final CompletionStage<Turn> turn;

  /**
   * @param links whether the client knows resource links
   */
  ToolAttempt(Era era, boolean links, ToolEntries.Entry entry, ToolCall call, ToolRun run) {
    this.era = era;
    this.links = links;
    this.entry = entry;
    this.call = call;
    this.run = run;
    this.turn = run.outcome().handle(this::ended);
  }

  @Override
  public CompletionStage<Turn> turn() {
    return turn;
  }

  @Override
  public void stop(StopReason reason) {
    run.stop(reason);
  }

  @SuppressWarnings("try") // the log keys are held, not used
  private Turn ended(ToolOutcome outcome, Throwable bug) {
    ToolDescriptor tool = entry.descriptor();
    Optional<Questions> questions =
        outcome instanceof InvalidInput input ? input.questions() : Optional.empty();
    try (LogKeys.Held keys = LogKeys.of(tool.name(), call.id(), call.trace())) {
      if (outcome == null) {
        LOG.error("call {} of tool {} ended by a bug", call.id(), tool.name(), bug);
        return new Turn.Done(new MethodResult.Done(ToolResults.bug(era, tool, call.id())));
      }
      LOG.debug("call ended: {}", ErrorType.of(outcome).map(ErrorType::wire).orElse("success"));
      Result.ToolCalled called = ToolResults.of(era, entry, outcome);
      MethodResult.Done result = new MethodResult.Done(links ? called : called.withoutLinks());
      return questions
          .<Turn>map(asked -> new Turn.Asks(asked, result))
          .orElseGet(() -> new Turn.Done(result));
    }
  }
}
