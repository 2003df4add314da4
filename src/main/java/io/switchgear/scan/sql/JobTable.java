package io.switchgear.scan.sql;

import io.switchgear.scan.job.JobProblem;
import io.switchgear.scan.job.JobQuery;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.job.Page;
import io.switchgear.scan.sql.BlockResult.CutBlock;
import io.switchgear.store.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;

/** The jobs and their blocks. Methods block; see the package. */
public final class JobTable {

  /** The states of jobs that have not ended, in parentheses. */
  static final String OPEN_STATES =
      Arrays.stream(JobState.values())
          .filter(state -> !state.isFinal())
          .map(state -> "'" + state.wire() + "'")
          .collect(Collectors.joining(", ", "(", ")"));

  /** Rows of a list in memory; a row has up to 1 MiB in each of its texts. */
  private static final int LISTED_AT_ONCE = 16;

  private final Sql sql;

  public JobTable(Sql sql) {
    this.sql = sql;
  }

  /** The result of adding a job. */
  public sealed interface Adding {
    record Added(JobRow row) implements Adding {}

    /** The principal has a job that will do the same as the new one. */
    record Identical(JobRow row) implements Adding {}

    /**
     * @param own whether the principal's own limit is reached
     */
    record Full(boolean own, long open) implements Adding {}
  }

  /** Adds a job, unless there is an identical one or there are too many. */
  public Adding add(NewJob job, int maxOpen, int maxOpenPerPrincipal) {
    return sql.write(
        handle -> {
          lock(handle);
          Optional<JobRow> identical =
              job.digest().isEmpty()
                  // Of two starts with the same id, the second finds the job of the first.
                  ? find(handle, job.id())
                  : identical(handle, job);
          if (identical.isPresent()) {
            return new Adding.Identical(identical.get());
          }
          long own = open(handle, " AND principal = :principal", job.principal());
          if (own >= maxOpenPerPrincipal) {
            return new Adding.Full(true, own);
          }
          long all = open(handle, "", "");
          if (all >= maxOpen) {
            return new Adding.Full(false, all);
          }
          insert(handle, job, false);
          return new Adding.Added(find(handle, job.id()).orElseThrow());
        });
  }

  /**
   * The oldest job that was asked for with the same words and still does what they say: it is not
   * being cancelled, its deadline has not passed, and its limits were not changed since.
   */
  private static Optional<JobRow> identical(Handle handle, NewJob job) {
    return handle
        .createQuery(
            "SELECT * FROM scan_job WHERE digest = :digest AND principal = :principal AND state IN "
                + OPEN_STATES
                + " AND state <> 'cancelling' AND (deadline_at IS NULL OR deadline_at > :now)"
                + " ORDER BY ordinal")
        .bind("digest", job.digest())
        .bind("principal", job.principal())
        .bind("now", Columns.time(job.createdAt()))
        .map((row, context) -> JobRows.read(row))
        .list()
        .stream()
        .filter(row -> row.maxRate().equals(job.maxRate()))
        .filter(row -> Set.copyOf(row.exclusions()).equals(Set.copyOf(job.exclusions())))
        .findFirst();
  }

  /** Until the end of the transaction nobody else adds jobs, so that bounds hold. */
  static void lock(Handle handle) {
    handle.createQuery("SELECT id FROM scan_gate FOR UPDATE").mapTo(Integer.class).one();
  }

  private static long open(Handle handle, String and, String principal) {
    Query query =
        handle.createQuery(
            "SELECT COUNT(*) FROM scan_job WHERE NOT queued_call AND state IN "
                + OPEN_STATES
                + and);
    return (and.isEmpty() ? query : query.bind("principal", principal)).mapTo(Long.class).one();
  }

  static void insert(Handle handle, NewJob job, boolean queuedCall) {
    JobDeletion.checkGone(handle, job.id());
    handle
        .createUpdate(
            "INSERT INTO scan_job (id, name, tool, principal, digest, schedule, definition, state,"
                + " waiting, priority, epoch, exclusions, max_rate, deadline_at, hosts_total,"
                + " hosts_done, hosts_up, open_ports, blocks_total, blocks_done, blocks_failed,"
                + " problems, next_block, ran_millis, queued_call, created_at, updated_at) VALUES"
                + " (:id, :name, :tool, :principal, :digest, :schedule, :definition, 'queued', '',"
                + " :priority, 0, :exclusions, :rate, :deadline, :hosts, 0, 0, 0, :blocks, 0, 0, 0,"
                + " 0, 0, :queued, :now, :now)")
        .bind("id", job.id())
        .bind("name", job.name())
        .bind("tool", job.tool())
        .bind("principal", job.principal())
        .bind("digest", job.digest())
        .bind("schedule", job.schedule())
        .bind("definition", Columns.json(job.definition()))
        .bind("priority", job.priority())
        .bind("exclusions", Columns.list(job.exclusions()))
        .bind("rate", job.maxRate().isPresent() ? job.maxRate().getAsInt() : null)
        .bind("deadline", job.deadline().map(Columns::time).orElse(null))
        .bind("hosts", job.hostsTotal())
        .bind("blocks", job.blocksTotal())
        .bind("queued", queuedCall)
        .bind("now", Columns.time(job.createdAt()))
        .execute();
  }

  public Optional<JobRow> find(String id) {
    return sql.read(handle -> find(handle, id));
  }

  static Optional<JobRow> find(Handle handle, String id) {
    return handle
        .createQuery("SELECT * FROM scan_job WHERE id = :id")
        .bind("id", id)
        .map((row, context) -> JobRows.read(row))
        .findOne();
  }

  /** The place of a queued job, 1 is next; empty if it is not queued. */
  public OptionalInt place(String id) {
    return sql.read(
        handle ->
            handle
                .createQuery(
                    "SELECT (SELECT COUNT(*) FROM scan_job b WHERE b.state = 'queued' AND"
                        + " (b.priority > a.priority OR b.priority = a.priority AND b.ordinal <="
                        + " a.ordinal)) FROM scan_job a WHERE a.id = :id AND a.state = 'queued'")
                .bind("id", id)
                .mapTo(Integer.class)
                .findOne()
                .map(OptionalInt::of)
                .orElseGet(OptionalInt::empty));
  }

  /** The places of all queued jobs by their ids, 1 is next; as {@link #place} tells them. */
  public Map<String, Integer> places() {
    List<String> queued =
        sql.read(
            handle ->
                handle
                    .createQuery(
                        "SELECT id FROM scan_job WHERE state = 'queued' ORDER BY priority DESC,"
                            + " ordinal")
                    .mapTo(String.class)
                    .list());
    Map<String, Integer> places = new HashMap<>();
    queued.forEach(id -> places.put(id, places.size() + 1));
    return places;
  }

  /**
   * Jobs, the newest first. Rows are large, so a few are read at once.
   *
   * @param principal only those of it; empty for all
   * @param view what is kept of a row
   * @throws IllegalArgumentException if the cursor is none
   */
  public <T> Page<T> list(JobQuery query, Optional<String> principal, Function<JobRow, T> view) {
    long from = query.cursor().map(Cursors::ordinal).orElse(Long.MAX_VALUE);
    record Listed<T>(long ordinal, T item) {}
    List<Listed<T>> found =
        sql.read(
            handle -> {
              List<Listed<T>> listed = new ArrayList<>();
              long before = from;
              int read;
              do {
                int most = Math.min(LISTED_AT_ONCE, query.limit() + 1 - listed.size());
                List<JobRow> rows = listed(handle, query, principal, before, most);
                for (JobRow row : rows) {
                  listed.add(new Listed<>(row.ordinal(), view.apply(row)));
                  before = row.ordinal();
                }
                read = rows.size();
              } while (read == LISTED_AT_ONCE && listed.size() <= query.limit());
              return listed;
            });
    Page<Listed<T>> page = Cursors.page(found, query.limit(), row -> Cursors.of(row.ordinal()));
    return new Page<>(page.items().stream().map(Listed::item).toList(), page.next());
  }

  /** Each state is asked for alone, because no index has the jobs of several states in order. */
  private static List<JobRow> listed(
      Handle handle, JobQuery query, Optional<String> principal, long before, int most) {
    return query.states().isEmpty()
        ? listed(handle, query, Optional.empty(), principal, before, most)
        : query.states().stream()
            .flatMap(
                state ->
                    listed(handle, query, Optional.of(state), principal, before, most).stream())
            .sorted(Comparator.comparingLong(JobRow::ordinal).reversed())
            .limit(most)
            .toList();
  }

  private static List<JobRow> listed(
      Handle handle,
      JobQuery query,
      Optional<JobState> state,
      Optional<String> principal,
      long before,
      int most) {
    List<String> where = new ArrayList<>(List.of("ordinal < :before"));
    state.ifPresent(one -> where.add("state = :state"));
    query.tool().ifPresent(tool -> where.add("tool = :tool"));
    query.name().ifPresent(name -> where.add("name = :name"));
    query.schedule().ifPresent(schedule -> where.add("schedule = :schedule"));
    principal.ifPresent(name -> where.add("principal = :principal"));
    // H2 reads and sorts all rows that match, unless it is asked for the order of an index by all
    // of its columns.
    String indexed =
        state.isPresent()
            ? "state DESC, "
            : query.name().isPresent()
                ? "name DESC, "
                : principal.isPresent() ? "principal DESC, " : "";
    Query select =
        handle
            .createQuery(
                "SELECT * FROM scan_job WHERE "
                    + String.join(" AND ", where)
                    + " ORDER BY "
                    + indexed
                    + "ordinal DESC FETCH FIRST :most ROWS ONLY")
            .bind("before", before)
            .bind("most", most);
    state.ifPresent(one -> select.bind("state", one.wire()));
    query.tool().ifPresent(tool -> select.bind("tool", tool));
    query.name().ifPresent(name -> select.bind("name", name));
    query.schedule().ifPresent(schedule -> select.bind("schedule", schedule));
    principal.ifPresent(name -> select.bind("principal", name));
    return select.map((row, context) -> JobRows.read(row)).list();
  }

  /** The newest job of a name and principal that completed, before the job with an id. */
  public Optional<JobRow> completeBefore(String id, String name, String principal) {
    return sql.read(
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM scan_job WHERE name = :name AND principal = :principal AND"
                        + " state = 'completed' AND ordinal < (SELECT ordinal FROM scan_job WHERE"
                        + " id = :id) ORDER BY name DESC, ordinal DESC FETCH FIRST 1 ROWS ONLY")
                .bind("name", name)
                .bind("principal", principal)
                .bind("id", id)
                .map((row, context) -> JobRows.read(row))
                .findOne());
  }

  /**
   * A job that has not ended, for the admission.
   *
   * @param waits whether nothing of it runs at present, for a reason that the job tells
   * @param late whether its deadline has passed
   */
  public record OpenJob(
      String id,
      JobState state,
      String tool,
      String principal,
      boolean queuedCall,
      boolean waits,
      boolean late) {}

  /** The jobs that have not ended, in the order in which they should start. */
  public List<OpenJob> open(Instant now) {
    return sql.read(
        handle ->
            handle
                .createQuery(
                    "SELECT id, state, tool, principal, queued_call, waiting, deadline_at FROM"
                        + " scan_job WHERE state IN "
                        + OPEN_STATES
                        + " ORDER BY priority DESC, ordinal")
                .map(
                    (row, context) ->
                        new OpenJob(
                            row.getString("id"),
                            JobState.of(row.getString("state")).orElseThrow(),
                            row.getString("tool"),
                            row.getString("principal"),
                            row.getBoolean("queued_call"),
                            !row.getString("waiting").isEmpty(),
                            Columns.time(row, "deadline_at").filter(now::isAfter).isPresent()))
                .list());
  }

  /**
   * A job that was changed lately.
   *
   * @param ended when; empty if it has not
   */
  public record RecentJob(String id, JobState state, Instant created, Optional<Instant> ended) {

    public boolean beganOrEndedSince(Instant time) {
      return created.isAfter(time) || ended.filter(time::isBefore).isPresent();
    }
  }

  /** The jobs that were changed last, the newest change first. */
  public List<RecentJob> changedSince(Instant time, int limit) {
    return sql.read(
        handle ->
            handle
                .createQuery(
                    "SELECT id, state, created_at, finished_at FROM scan_job WHERE updated_at >"
                        + " :since ORDER BY updated_at DESC FETCH FIRST :limit ROWS ONLY")
                .bind("since", Columns.time(time))
                .bind("limit", limit)
                .map((row, context) -> JobRows.recent(row))
                .list());
  }

  /** The number of jobs in each state. */
  public Map<JobState, Long> count() {
    return sql.read(
        handle ->
            handle
                .createQuery("SELECT state, COUNT(*) AS jobs FROM scan_job GROUP BY state")
                .reduceResultSet(
                    new java.util.EnumMap<JobState, Long>(JobState.class),
                    (all, row, context) -> {
                      JobState.of(row.getString("state")).ifPresent(state -> put(all, state, row));
                      return all;
                    }));
  }

  private static void put(Map<JobState, Long> all, JobState state, java.sql.ResultSet row) {
    try {
      all.put(state, row.getLong("jobs"));
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Makes the caller the owner of a job: earlier owners can no longer write. The job must not have
   * ended.
   */
  public Optional<JobRow> claim(String id) {
    return sql.write(
        handle ->
            handle
                        .createUpdate(
                            "UPDATE scan_job SET epoch = epoch + 1 WHERE id = :id AND state IN "
                                + OPEN_STATES)
                        .bind("id", id)
                        .execute()
                    == 1
                ? find(handle, id)
                : Optional.empty());
  }

  /**
   * The numbers of planned blocks that were handed out and not finished.
   *
   * @param planned number of planned blocks
   * @param next planned blocks below it were handed out
   */
  public List<Long> missing(String id, long planned, long next) {
    return sql.read(
        handle -> {
          List<Long> missing = new ArrayList<>();
          long[] expected = {0};
          handle
              .createQuery(
                  "SELECT block FROM scan_block WHERE job = :job AND block < :next ORDER BY block")
              .bind("job", id)
              .bind("next", Math.min(planned, next))
              .setFetchSize(10_000)
              .mapTo(Long.class)
              .forEach(
                  block -> {
                    while (expected[0] < block) {
                      missing.add(expected[0]++);
                    }
                    expected[0] = block + 1;
                  });
          while (expected[0] < Math.min(planned, next)) {
            missing.add(expected[0]++);
          }
          return missing;
        });
  }

  /** Blocks that were cut from others and wait, in the order of their numbers. */
  public List<CutBlock> waiting(String id, long from, int limit) {
    return sql.read(
        handle ->
            handle
                .createQuery(
                    "SELECT block, targets, attempts, hosts FROM scan_block WHERE job = :job AND"
                        + " state = 'waiting' AND block >= :from ORDER BY block FETCH FIRST :limit"
                        + " ROWS ONLY")
                .bind("job", id)
                .bind("from", from)
                .bind("limit", limit)
                .map(
                    (row, context) ->
                        new CutBlock(
                            row.getLong("block"),
                            row.getString("targets"),
                            row.getInt("attempts"),
                            row.getLong("hosts")))
                .list());
  }

  /** The addresses that were left out of finished blocks, as stored. */
  public List<String> leftOut(String id) {
    return sql.read(
        handle ->
            handle
                .createQuery(
                    "SELECT excluded FROM scan_block WHERE job = :job AND excluded IS NOT NULL")
                .bind("job", id)
                .mapTo(String.class)
                .list());
  }

  /**
   * Stores a change of a job that has not ended.
   *
   * @return whether the epoch is that of the current owner and the job had not ended; if not,
   *     nothing is changed
   */
  public boolean change(String id, long epoch, RowChange change, Instant now) {
    return sql.write(
        handle -> {
          Update update =
              handle
                  .createUpdate(
                      "UPDATE scan_job SET state = :state, waiting = :waiting, priority ="
                          + " :priority, exclusions = :exclusions, max_rate = :rate, hosts_total ="
                          + " :hosts, ran_millis = :ran, dialogue = :dialogue, started_at ="
                          + " :started, finished_at = :ended, problems = problems + :problems,"
                          + " blocks_total = blocks_total + :added, updated_at = :now WHERE id ="
                          + " :id AND epoch = :epoch AND state IN "
                          + OPEN_STATES)
                  .bind("state", change.state().wire())
                  .bind("waiting", Columns.cut(change.waiting(), 1000))
                  .bind("priority", change.priority())
                  .bind("exclusions", Columns.list(change.exclusions()))
                  .bind("rate", change.maxRate().isPresent() ? change.maxRate().getAsInt() : null)
                  .bind("hosts", change.hostsTotal())
                  .bind("ran", change.ranMillis())
                  .bind("dialogue", change.dialogue().orElse(null))
                  .bind("started", change.started().map(Columns::time).orElse(null))
                  .bind("ended", change.ended().map(Columns::time).orElse(null))
                  .bind("problems", change.problems().size())
                  .bind("added", change.added().size())
                  .bind("now", Columns.time(now))
                  .bind("id", id)
                  .bind("epoch", epoch);
          if (update.execute() != 1) {
            return false;
          }
          if (change.leftOutTaken()) {
            handle
                .createUpdate("UPDATE scan_block SET excluded = NULL WHERE job = :job")
                .bind("job", id)
                .execute();
          }
          Results.addBlocks(handle, id, change.added());
          Results.addProblems(handle, id, change.problems());
          return true;
        });
  }

  /**
   * Stores the result of a block: the block, its hosts and ports, problems and the job's counters.
   *
   * @return whether the epoch is that of the current owner; if not, nothing is changed
   */
  public boolean finish(String id, long epoch, BlockResult result, Instant now) {
    return sql.write(handle -> Results.finish(handle, id, epoch, result, now));
  }

  /**
   * Deletes a job that has ended, with all its results. From the first transaction on the job is
   * unknown; results that could not be deleted then are left to {@link #finishDeletions}.
   *
   * @return whether it existed and had ended
   */
  public boolean delete(String id) {
    return new JobDeletion(sql).delete(id);
  }

  /**
   * Deletes the results of jobs whose deletion was interrupted.
   *
   * @return the number of these jobs
   */
  public int finishDeletions() {
    return new JobDeletion(sql).finish();
  }

  /** The first problems of a job. */
  public Page<JobProblem> problems(String id, int limit, Optional<String> cursor) {
    long after = cursor.map(Cursors::ordinal).orElse(0L);
    return sql.read(
        handle -> {
          List<Results.Numbered> found =
              handle
                  .createQuery(
                      "SELECT * FROM scan_problem WHERE job = :job AND id > :after ORDER BY id"
                          + " FETCH FIRST :limit ROWS ONLY")
                  .bind("job", id)
                  .bind("after", after)
                  .bind("limit", limit + 1)
                  .map((row, context) -> Results.problem(row))
                  .list();
          Page<Results.Numbered> page =
              Cursors.page(found, limit, problem -> Cursors.of(problem.id()));
          return new Page<>(
              page.items().stream().map(Results.Numbered::problem).toList(), page.next());
        });
  }

  /** The number of running jobs that changed nothing since a time, for each tool that has one. */
  public Map<String, Long> stuck(Instant since) {
    return sql.read(
        handle ->
            handle
                .createQuery(
                    "SELECT tool, COUNT(*) AS jobs FROM scan_job WHERE state = 'running' AND"
                        + " updated_at < :since GROUP BY tool")
                .bind("since", Columns.time(since))
                .map((row, context) -> Map.entry(row.getString("tool"), row.getLong("jobs")))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  /** The number of hosts that have a problem. */
  public long hostsWithProblems(String id) {
    return sql.read(
        handle ->
            handle
                .createQuery("SELECT COALESCE(SUM(hosts), 0) FROM scan_problem WHERE job = :job")
                .bind("job", id)
                .mapTo(Long.class)
                .one());
  }

  /** Jobs that ended and are older than a time, for retention; the oldest first. */
  public List<JobRow> ended(Collection<JobState> states, Instant before, int limit) {
    return sql.read(
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM scan_job WHERE finished_at < :before AND state IN "
                        + states.stream()
                            .map(state -> "'" + state.wire() + "'")
                            .collect(Collectors.joining(", ", "(", ")"))
                        + " ORDER BY ordinal FETCH FIRST :limit ROWS ONLY")
                .bind("before", Columns.time(before))
                .bind("limit", limit)
                .map((row, context) -> JobRows.read(row))
                .list());
  }
}
