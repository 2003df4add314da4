package io.switchgear.scan.sql;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.sql.JobTable.RecentJob;
import java.io.UncheckedIOException;
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
        definition(row.getString("definition")),
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
        row.getBoolean("queued_call"),
        Columns.time(row, "created_at").orElseThrow(),
        Columns.time(row, "started_at"),
        Columns.time(row, "finished_at"),
        Columns.time(row, "updated_at").orElseThrow());
  }

  static RecentJob recent(ResultSet row) throws SQLException {
    return new RecentJob(
        row.getString("id"),
        JobState.of(row.getString("state")).orElseThrow(),
        Columns.time(row, "created_at").orElseThrow(),
        Columns.time(row, "finished_at"));
  }

  /**
   * One row that cannot be read must not hide the others. Nothing can be made of an empty object.
   */
  private static ObjectNode definition(String text) {
    try {
      return Columns.object(text);
    } catch (UncheckedIOException | ClassCastException unreadable) {
      return JsonNodeFactory.instance.objectNode();
    }
  }
}
