package io.switchgear.scan.run;

import io.switchgear.metrics.JobMetrics;
import io.switchgear.scan.job.JobProblem;
import io.switchgear.scan.run.BlockJudge.Judgement;
import io.switchgear.scan.sql.BlockResult;
import io.switchgear.scan.sql.BlockResult.CutBlock;
import io.switchgear.scope.RangeSet;
import io.switchgear.store.JsonText;
import io.switchgear.tool.DataJson;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.hosts.HostFindings.Host;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes what is stored of a finished block. */
final class BlockResults {

  private BlockResults() {}

  /**
   * How far the job is.
   *
   * @param nextBlock planned blocks below it were handed out
   */
  record Progress(long nextBlock, long ranMillis) {}

  /**
   * @param again blocks for the rest of it
   */
  static BlockResult of(
      Handout block,
      Judgement.Finished finished,
      List<CutBlock> again,
      ToolOutcome outcome,
      Progress progress) {
    return of(block, finished, again, outcome(block, outcome), progress);
  }

  /** Of a block whose addresses are all excluded. */
  static BlockResult leftOut(Handout block, Progress progress) {
    return of(
        block,
        new Judgement.Finished(List.of(), List.of(), 0, List.of(), false),
        List.of(),
        Optional.empty(),
        progress);
  }

  private static BlockResult of(
      Handout block,
      Judgement.Finished finished,
      List<CutBlock> again,
      Optional<String> outcome,
      Progress progress) {
    long left = again.stream().mapToLong(CutBlock::hosts).sum();
    JobMetrics.block(
        finished.failed() ? JobMetrics.BlockResult.FAILED : JobMetrics.BlockResult.DONE);
    return new BlockResult(
        block.number(),
        block.cut(),
        block.failures() + 1,
        block.worker(),
        String.join(",", block.excluded().texts()),
        finished.hosts(),
        block.isCall() ? finished.hosts().size() : block.addresses().count().longValue() - left,
        finished.failed(),
        again,
        finished.problems(),
        progress.nextBlock(),
        progress.ranMillis(),
        outcome);
  }

  /** The outcome of a whole call is its job's result. */
  private static Optional<String> outcome(Handout block, ToolOutcome outcome) {
    if (!block.isCall()) {
      return Optional.empty();
    }
    String json = JsonText.of(DataJson.write(outcome));
    return Optional.of(
        JsonText.fits(json, JsonText.MAX_BYTES)
            ? json
            : JsonText.of(
                DataJson.write(
                    new ToolOutcome.Failed(
                        ToolOutcome.Fault.RESOURCE_EXHAUSTED,
                        "The call ran, but its result is too large to be stored. Call the tool for"
                            + " less at once."))));
  }

  /** What is stored if the database refuses a result for its values, so that the job goes on. */
  static BlockResult unstorable(BlockResult result, Instant now) {
    return result.without(
        new JobProblem(
            "unstorable",
            result.hosts().size(),
            RangeSet.parse(result.hosts().stream().map(Host::address).toList()).rangeText(),
            "The results of these hosts could not be stored; see the log of the server. Scan them"
                + " again with fewer ports.",
            now));
  }
}
