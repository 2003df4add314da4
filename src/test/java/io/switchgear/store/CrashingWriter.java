package io.switchgear.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * A program that writes to the store on several threads until it is killed, and prints a line after
 * each acknowledged write: {@code answer - n}, {@code state thread n} or {@code rows - n} (one
 * transaction with many rows). A write that fails is not repeated. It is started with the first n,
 * and with a folder or with URL, user and password.
 */
final class CrashingWriter {

  /** Rows of one transaction, as many as of a block of hosts. */
  static final int BATCH = 64;

  private static final int THREADS = 4;
  private static final long PAUSE_NANOS = 10_000_000;

  private final Store store;

  private CrashingWriter(Store store) {
    this.store = store;
  }

  public static void main(String[] args) throws IOException {
    Store store =
        args.length == 2
            ? Store.open(Path.of(args[1]))
            : Store.open(new JdbcSettings(args[1], args[2], args[3]), "a");
    createRows(store);
    int first = Integer.parseInt(args[0]);
    CrashingWriter writer = new CrashingWriter(store);
    print("open");
    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    IntStream.range(0, THREADS)
        .forEach(t -> Thread.ofPlatform().start(() -> writer.write(t, first + t)));
  }

  private static void createRows(Store store) {
    store
        .sql()
        .write(
            handle ->
                handle.execute(
                    "CREATE TABLE IF NOT EXISTS crash_row (batch INTEGER, n INTEGER,"
                        + " PRIMARY KEY (batch, n))"));
  }

  /** The number of rows of a batch. */
  static int rows(Store store, int batch) {
    return store
        .sql()
        .read(
            handle ->
                handle
                    .createQuery("SELECT COUNT(*) FROM crash_row WHERE batch = :batch")
                    .bind("batch", batch)
                    .mapTo(Integer.class)
                    .one());
  }

  /** Batches of which some rows are missing. */
  static List<Integer> partialBatches(Store store) {
    return store
        .sql()
        .read(
            handle ->
                handle
                    .createQuery(
                        "SELECT batch FROM crash_row GROUP BY batch HAVING COUNT(*) <> :all")
                    .bind("all", BATCH)
                    .mapTo(Integer.class)
                    .list());
  }

  private void write(int thread, int first) {
    BreakerStates states = store.breakerStates();
    AnswerCache answers = store.answers(new AnswerCache.Limits(100_000, 10_000));
    for (int n = first; ; n += THREADS) {
      int number = n;
      tried(() -> saveState(states, thread, number));
      tried(() -> saveAnswer(answers, number));
      tried(() -> saveRows(number));
    }
  }

  private static void saveState(BreakerStates states, int thread, int n) {
    states.save("thread-" + thread, Json.number(n), Instant.EPOCH);
    print("state thread-" + thread + " " + n);
  }

  private static void saveAnswer(AnswerCache answers, int n) {
    answers.save("tool", ArgumentsDigest.of("tool", Json.number(n)), Json.number(n), Instant.EPOCH);
    print("answer - " + n);
  }

  private void saveRows(int n) {
    store
        .sql()
        .write(
            handle -> {
              PreparedBatch rows =
                  handle.prepareBatch("INSERT INTO crash_row (batch, n) VALUES (:batch, :n)");
              for (int row = 0; row < BATCH; row++) {
                rows.bind("batch", n).bind("n", row).add();
              }
              return rows.execute();
            });
    print("rows - " + n);
  }

  /** A write that failed is not acknowledged; the next one is tried when the store works again. */
  private static void tried(Runnable write) {
    try {
      write.run();
    } catch (StoreException failed) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static void print(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
