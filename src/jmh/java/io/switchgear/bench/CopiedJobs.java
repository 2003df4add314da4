package io.switchgear.bench;

import io.switchgear.store.Store;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Copies a job in the store of a stopped server, so that there are many of its kind.
 *
 * <pre>CopiedJobs DATA_FOLDER [JOB_ID COPIES] …</pre>
 */
public final class CopiedJobs {

  private static final String COLUMNS =
      "SELECT LOWER(column_name) FROM information_schema.columns WHERE LOWER(table_name) = :table"
          + " AND LOWER(column_name) NOT IN ('ordinal', :id)";

  private CopiedJobs() {}

  public static void main(String[] args) {
    try (Store store = Store.open(Path.of(args[0]))) {
      for (int i = 1; i < args.length; i += 2) {
        String job = args[i];
        int copies = Integer.parseInt(args[i + 1]);
        store
            .sql()
            .write(
                handle -> {
                  copy(handle, "scan_job", "id", job, copies);
                  copy(handle, "scan_block", "job", job, copies);
                  copy(handle, "scan_host", "job", job, copies);
                  copy(handle, "scan_port", "job", job, copies);
                  return copies;
                });
      }
    }
    System.exit(0);
  }

  /** The copies' ids are those of the job, with their number in the last eight digits. */
  private static void copy(Handle handle, String table, String id, String job, int copies) {
    List<String> names =
        handle.createQuery(COLUMNS).bind("table", table).bind("id", id).mapTo(String.class).list();
    String others = names.stream().map(name -> ", " + name).collect(Collectors.joining());
    handle
        .createUpdate(
            "INSERT INTO %s (%s%s) SELECT SUBSTRING(%s, 1, 24) || LPAD(CAST(number.x AS VARCHAR), 8, '0')%s"
                    .formatted(table, id, others, id, others)
                + " FROM "
                + table
                + ", SYSTEM_RANGE(1, :copies) number WHERE "
                + id
                + " = :job")
        .bind("copies", copies)
        .bind("job", job)
        .execute();
  }
}
