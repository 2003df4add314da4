package io.switchgear.scan.sql;

import io.switchgear.scan.job.JobState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalInt;

/** Reads rows of {@code scan_job}. */
final class JobRows {

  private JobRows() {}

  static JobRow read(ResultSet row) throws SQLException {
    int rate = row.getInt("max_rate");
    OptionalInt maxRate = row.wasNull() ? OptionalInt.empty() : OptionalInt.of(rate);
    return new JobRow(
        row.getString("id"),
        row.getLong("ordinal"),
        row.getString("name"),
        row.getString("tool"),
        row.getString("principal"),
        row.getString("digest"),
        row.getString("schedule"),
        Columns.object(row.getString("definition")),
        JobState.of(row.getString("state")).orElseThrow(),
        row.getString("waiting"),
        row.getInt("priority"),
        row.getLong("epoch"),
        Columns.list(row.getString("exclusions")),
        maxRate,
        Columns.time(row, "deadline_at"),
        new JobRow.Counters(
            row.getLong("hosts_total"),
            row.getLong("hosts_done"),
            row.getLong("hosts_up"),
            row.getLong("open_ports"),
            row.getLong("blocks_total"),
            row.getLong("blocks_done"),
            row.getLong("blocks_failed"),
            row.getLong("problems")),
        row.getLong("next_block"),
        row.getLong("ran_millis"),
        Columns.optionalObject(row.getString("outcome")),
        Columns.optionalObject(row.getString("dialogue")),
        Columns.time(row, "created_at").orElseThrow(),
        Columns.time(row, "started_at"),
        Columns.time(row, "finished_at"),
        Columns.time(row, "updated_at").orElseThrow());
  }
}
