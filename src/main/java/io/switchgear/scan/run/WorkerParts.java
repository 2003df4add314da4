package io.switchgear.scan.run;

import io.switchgear.config.JobSettings;
import io.switchgear.scan.budget.PacketBudget;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolOutcome;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What the workers of a node need.
 *
 * @param node its name
 * @param path of blocks to their tools
 * @param room how many blocks of a tool may run here now
 * @param tools by name
 * @param permissions that the principal of a job has now; empty if it is unknown
 * @param parcel of an outcome: the same, or what is told instead if it is too large for other
 *     nodes. Used by many threads
 * @param nanos monotonic clock
 */
public record WorkerParts(
    String node,
    ToolCatalog path,
    Function<String, Room> room,
    Function<String, Optional<Tool>> tools,
    Function<Caller, Optional<Caller>> permissions,
    PacketBudget budget,
    Supplier<JobSettings> settings,
    UnaryOperator<ToolOutcome> parcel,
    LongSupplier nanos) {

  /**
   * Room for blocks of a tool.
   *
   * @param blocks at once, those that run included
   * @param reason why there is none, for people; empty if there is room
   */
  public record Room(int blocks, String reason) {}
}
