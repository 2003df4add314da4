package io.switchgear.testing;

import io.switchgear.tool.Deadline;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolRun;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Tools without protection: a call is planned and run at once.
 *
 * @param tools whose planning does not wait
 */
public record PlainCatalog(List<Tool> tools) implements ToolCatalog {

  @Override
  public List<ToolDescriptor> descriptors() {
    return tools.stream().map(Tool::descriptor).toList();
  }

  @Override
  public Optional<ToolDescriptor> find(String name) {
    return descriptors().stream().filter(each -> each.name().equals(name)).findFirst();
  }

  @Override
  public ToolRun call(ToolCall call, Progress progress) {
    Tool tool =
        tools.stream()
            .filter(each -> each.descriptor().name().equals(call.tool()))
            .findFirst()
            .orElseThrow();
    return switch (Await.result("the plan", tool.plan(call))) {
      case Planning.Refused refused -> ToolRun.completed(refused.outcome());
      case Planning.Planned planned ->
          tool.run(planned.plan(), Deadline.in(Duration.ofSeconds(30)), progress);
    };
  }
}
