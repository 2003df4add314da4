package io.switchgear.mcp;

import io.switchgear.tool.ErrorType;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.ToolRun.StopReason;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** A tool's run as the answer to a request. */
final class RunningCall implements Answer.Running {

  private static final Logger LOG = LoggerFactory.getLogger(RunningCall.class);

  private final Era era;
  private final ToolDescriptor tool;
  private final String callId;
  private final ToolRun run;
  private final Optional<ProgressReporter> progress;
  private final CompletionStage<Answer.Ready> ready;

  RunningCall(
      Era era,
      ToolDescriptor tool,
      String callId,
      ToolRun run,
      Optional<ProgressReporter> progress) {
    this.era = era;
    this.tool = tool;
    this.callId = callId;
    this.run = run;
    this.progress = progress;
    this.ready = run.outcome().handle(this::ended);
  }

  @Override
  public CompletionStage<Answer.Ready> ready() {
    return ready;
  }

  @Override
  public void listen(Consumer<byte[]> notifications) {
    progress.ifPresent(reporter -> reporter.listen(notifications));
  }

  @Override
  public void stop(StopReason reason) {
    run.stop(reason);
  }

  @SuppressWarnings("try") // the log keys are held, not used
  private Answer.Ready ended(ToolOutcome outcome, Throwable bug) {
    progress.ifPresent(ProgressReporter::close);
    try (MDC.MDCCloseable toolKey = MDC.putCloseable(LogKeys.TOOL, tool.name());
        MDC.MDCCloseable callKey = MDC.putCloseable(LogKeys.CALL_ID, callId)) {
      if (outcome != null) {
        LOG.debug("call ended: {}", ErrorType.of(outcome).map(ErrorType::wire).orElse("success"));
        return new Answer.Result(ToolResults.of(era, tool, outcome), Answer.Keep.UNSAID);
      }
      LOG.error("call {} of tool {} ended by a bug", callId, tool.name(), bug);
      return new Answer.Result(ToolResults.bug(era, tool, callId), Answer.Keep.UNSAID);
    }
  }
}
