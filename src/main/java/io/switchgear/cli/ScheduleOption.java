package io.switchgear.cli;

import io.switchgear.watch.view.ScheduleJson;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Parameters;

/** The argument that names a schedule, shared by all commands about one schedule. */
final class ScheduleOption {

  private static final String ID = "[0-9a-f]{32}";

  /** The most that a page of schedules may have. */
  private static final String MOST = "1000";

  @Parameters(
      index = "0",
      paramLabel = "SCHEDULE",
      description = "The schedule: its id, the first characters of its id, or its name.")
  String schedule;

  /**
   * The id of the schedule.
   *
   * @throws CommandFailure if no schedule, or more than one, is meant
   */
  String id(OperatorClient server) {
    if (schedule.matches(ID)) {
      return schedule;
    }
    List<String> ids =
        OperatorClient.view(
                server.getWith(Map.of("limit", MOST), "schedules"), ScheduleJson.All.class)
            .schedules()
            .stream()
            .filter(each -> each.name().equals(schedule) || each.id().startsWith(schedule))
            .map(ScheduleJson::id)
            .toList();
    return switch (ids.size()) {
      case 1 -> ids.getFirst();
      case 0 ->
          throw new CommandFailure(
              ExitCode.USAGE,
              "there is no schedule whose name is, or whose id begins like '%s'; 'switchgear schedules list' lists them"
                  .formatted(FigureText.text(schedule)));
      default ->
          throw new CommandFailure(
              ExitCode.USAGE,
              "%d schedules have this name or an id that begins with %s; give the id"
                  .formatted(ids.size(), FigureText.text(schedule)));
    };
  }
}
