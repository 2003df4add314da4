package io.switchgear.cli;

import io.switchgear.watch.view.JobJson;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Parameters;

/** The argument that names a job, shared by all commands about one job. */
final class JobOption {

  private static final String ID = "[0-9a-f]{32}";

  /** The most that a page of jobs may have. */
  private static final String MOST = "1000";

  @Parameters(
      index = "0",
      paramLabel = "JOB",
      description =
          "The job: its id, the first characters of its id, or its name, which stands for the"
              + " newest job of that name.")
  String job;

  /**
   * The id of the job.
   *
   * @throws CommandFailure if no job, or more than one, begins like this
   */
  String id(OperatorClient server) {
    return id(server, job);
  }

  static String id(OperatorClient server, String job) {
    if (job.matches(ID)) {
      return job;
    }
    List<JobJson> named = jobs(server, Map.of("name", job, "limit", "1"));
    if (!named.isEmpty()) {
      return named.getFirst().id();
    }
    List<String> ids =
        jobs(server, Map.of("limit", MOST)).stream()
            .map(JobJson::id)
            .filter(id -> id.startsWith(job))
            .toList();
    return switch (ids.size()) {
      case 1 -> ids.getFirst();
      case 0 ->
          throw new CommandFailure(
              ExitCode.USAGE,
              "there is no job whose name or id begins like '%s'; 'switchgear jobs list' lists them"
                  .formatted(FigureText.text(job)));
      default ->
          throw new CommandFailure(
              ExitCode.USAGE,
              "%d jobs have an id that begins with %s; give more of it"
                  .formatted(ids.size(), FigureText.text(job)));
    };
  }

  private static List<JobJson> jobs(OperatorClient server, Map<String, String> query) {
    return OperatorClient.view(server.getWith(query, "jobs"), JobJson.All.class).jobs();
  }
}
