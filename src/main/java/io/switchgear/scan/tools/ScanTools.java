package io.switchgear.scan.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.scan.Jobs;
import io.switchgear.scan.job.JobRequest;
import io.switchgear.tool.Tool;
import io.switchgear.tool.arguments.InputSchema.Reading;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/** The tools for agents: {@code scan_start}, {@code scan_get} and so on. */
public final class ScanTools {

  /** The name of the tool that starts a job. */
  public static final String START = StartScan.NAME;

  /** The names of all these tools. */
  static final Set<String> NAMES =
      Set.of(StartScan.NAME, GetScan.NAME, ListScans.NAME, ControlScan.NAME, CompareScans.NAME);

  private ScanTools() {}

  /**
   * @param jobs asked at each call, because the jobs need the tools first
   * @param maxAnswer longest answer of a tool, in bytes of each form; read at each call
   */
  public static List<Tool> of(Supplier<Jobs> jobs, ToIntFunction<String> maxAnswer) {
    return List.of(
        StartScan.of(jobs),
        GetScan.of(jobs, () -> maxAnswer.applyAsInt(GetScan.NAME)),
        ListScans.of(jobs, () -> maxAnswer.applyAsInt(ListScans.NAME)),
        ControlScan.of(jobs),
        CompareScans.of(jobs, () -> maxAnswer.applyAsInt(CompareScans.NAME)));
  }

  /**
   * The request that a call of {@link #START} stands for.
   *
   * @param sent in any notation that the tool's schema reads
   * @return empty if they do not fit the schema; a call of the tool says why
   */
  public static Optional<JobRequest> request(ObjectNode sent) {
    return StartScan.SCHEMA.read(sent) instanceof Reading.Valid valid
        ? Optional.of(StartScan.request(valid.arguments()))
        : Optional.empty();
  }
}
