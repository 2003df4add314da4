package io.switchgear.scan.schedule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.sql.Columns;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.CborSerializable;
import io.switchgear.tool.DataJson;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the rows of the schedules' tables. */
final class ScheduleRows {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ScheduleRows() {}

  static Schedule schedule(ResultSet row) throws SQLException {
    return new Schedule(
        row.getString("id"),
        row.getLong("ordinal"),
        new Caller(row.getString("principal"), permissions(row.getString("permissions"))),
        DataJson.read(object(row.getString("definition")), ScheduleSpec.class),
        row.getBoolean("enabled"),
        row.getLong("version"),
        Columns.time(row, "next_due"),
        Columns.time(row, "next_start"),
        Columns.time(row, "decided_due"),
        Columns.time(row, "created_at").orElseThrow(),
        Columns.time(row, "updated_at").orElseThrow());
  }

  static ScheduleRun run(ResultSet row) throws SQLException {
    return new ScheduleRun(
        row.getString("job"),
        row.getString("schedule"),
        Columns.time(row, "due_at").orElseThrow(),
        ScheduleRun.Kind.of(row.getString("kind")),
        ScheduleRun.State.of(row.getString("state")),
        row.getString("reason"),
        row.getBoolean("cancelled"),
        Columns.time(row, "decided_at").orElseThrow(),
        Columns.time(row, "claimed_at"),
        Columns.time(row, "started_at"),
        Columns.time(row, "ended_at"),
        JobState.of(row.getString("job_state")),
        row.getString("compared_with"),
        Optional.ofNullable(row.getString("changes"))
            .map(text -> DataJson.read(object(text), RunChanges.class)));
  }

  static String text(CborSerializable data) {
    try {
      return MAPPER.writeValueAsString(DataJson.write(data));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode object(String text) {
    try {
      return (ObjectNode) MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(Set<Permission> permissions) {
    return permissions.stream().map(Permission::wire).sorted().collect(Collectors.joining(" "));
  }

  private static Set<Permission> permissions(String text) {
    return Arrays.stream(text.split(" "))
        .flatMap(wire -> Permission.of(wire).stream())
        .collect(Collectors.toUnmodifiableSet());
  }
}
