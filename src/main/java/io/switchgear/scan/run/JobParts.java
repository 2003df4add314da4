package io.switchgear.scan.run;

import io.switchgear.config.JobSettings;
import io.switchgear.scan.sql.HostTable;
import io.switchgear.scan.sql.JobTable;
import io.switchgear.scope.ExclusionList;
import io.switchgear.tool.ToolPlan;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the actors of jobs share.
 *
 * @param exclusions resolves exclusions by the scope in effect
 * @param nanos monotonic clock
 * @param changed tells the admission that a job ended, was paused or wants to start
 */
public record JobParts(
    JobTable jobs,
    HostTable hosts,
    BiFunction<ToolPlan, List<String>, CompletionStage<ExclusionList>> exclusions,
    Supplier<JobSettings> settings,
    JobFeed feed,
    Clock clock,
    LongSupplier nanos,
    Runnable changed) {}
