package io.switchgear.watch.audit;

import io.switchgear.config.AuditSettings;
import io.switchgear.watch.audit.AuditRecord.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes records to the end of a chain, begins new files and drops old ones. What cannot be written
 * is kept and tried again. For one thread, but for what it tells.
 */
final class ChainWriter {

  private static final Logger LOG = LoggerFactory.getLogger(ChainWriter.class);
  private static final int WRITE_BYTES = 1 << 20;
  private static final long RETRY = TimeUnit.SECONDS.toNanos(1);
  private static final String SELF = "switchgear";

  private final AuditFolder folder;
  private final long sync;
  private final long maxFile;
  private final int keepFiles;
  private final Optional<AuditRecord> repairs;

  /** Records that are not yet in the file, and the lines that were made of them. */
  private final List<QueuedRecord> unwritten = new ArrayList<>();

  private final ByteArrayOutputStream made = new ByteArrayOutputStream(WRITE_BYTES);
  private Appender appender;
  private LineWriter lines;
  private boolean open = true;

  private boolean unsynced;
  private long lastSync = System.nanoTime();
  private long failedAt;
  private Instant failingSince = Instant.EPOCH;
  private volatile Optional<String> trouble = Optional.empty();
  private volatile Head head;

  private ChainWriter(
      AuditFolder folder,
      AuditSettings settings,
      Appender appender,
      Head end,
      Optional<AuditRecord> repairs) {
    this.folder = folder;
    this.sync = settings.sync().toNanos();
    this.maxFile = settings.maxFile();
    this.keepFiles = settings.keepFiles();
    this.appender = appender;
    this.lines = new LineWriter(end.seq(), end.hash());
    this.head = end;
    this.repairs = repairs;
  }

  /**
   * @throws UncheckedIOException if the files cannot be read, or not be written
   */
  static ChainWriter open(AuditFolder folder, AuditSettings settings) {
    Appender.Found found = Appender.open(folder.path());
    try {
      Optional<Head> known = Head.in(folder.path());
      if (known.isEmpty()) {
        found.end().writeTo(folder.path());
      }
      return new ChainWriter(
          folder, settings, found.appender(), found.end(), repairs(found, known));
    } catch (IOException e) {
      throw new UncheckedIOException("the audit in " + folder.path() + " cannot be opened", e);
    }
  }

  /** What is to be told of the end that was found. */
  private static Optional<AuditRecord> repairs(Appender.Found found, Optional<Head> known) {
    AuditRecord repaired = AuditRecord.done(Kind.AUDIT, SELF, ChainVerifier.REPAIRED);
    boolean wrong = found.any() && !found.lastLine().contains("\"what\":\"server_stopped\"");
    if (wrong) {
      repaired = repaired.with("end", "the last process did not stop by itself");
    }
    if (found.cutBytes() > 0) {
      wrong = true;
      repaired = repaired.with("cut_bytes", found.cutBytes());
    }
    long missing = known.map(Head::seq).orElse(0L) - found.end().seq();
    if (missing > 0) {
      wrong = true;
      repaired = repaired.with(ChainVerifier.MISSING, missing);
      LOG.error(
          "audit: the last {} records are missing from the files; somebody cut them, or the disk"
              + " lost them",
          missing);
    }
    return wrong ? Optional.of(repaired) : Optional.empty();
  }

  Optional<AuditRecord> repairs() {
    return repairs;
  }

  Optional<String> trouble() {
    return trouble;
  }

  /** The last record in the file. */
  Head head() {
    return head;
  }

  Path folder() {
    return folder.path();
  }

  /**
   * Writes what there is; after a failure only now and then.
   *
   * @param source of records, null when there are no more
   * @param ending try even if it has just failed, sync, and let nothing come after what there is
   */
  void write(Supplier<QueuedRecord> source, boolean ending) {
    if (trouble.isPresent() && !ending && System.nanoTime() - failedAt < RETRY) {
      return;
    }
    try {
      openAgain();
      boolean more = true;
      while (more) {
        more = make(source);
        flush();
        if (more || !ending) {
          rotateIfFull();
        }
      }
      if (unsynced && (ending || System.nanoTime() - lastSync >= sync)) {
        sync();
      }
      works();
    } catch (IOException failed) {
      letGo();
      fails(failed);
    }
  }

  /** Of a disk in trouble nothing is held, so that it can be unmounted. */
  private void letGo() {
    open = false;
    try (folder) {
      appender.close();
    } catch (IOException alsoFailed) {
      // The failure that led here is the one to tell.
    }
  }

  /**
   * Goes on at the end of what is there, which may be less than was written, or more than was known
   * to be. What is missing is said in the chain.
   */
  private void openAgain() throws IOException {
    if (open) {
      return;
    }
    folder.holdAgain();
    open = true;
    Appender.Found found;
    try {
      found = Appender.open(folder.path());
    } catch (UncheckedIOException unusable) {
      throw unusable.getCause();
    }
    appender = found.appender();
    lines = new LineWriter(found.end().seq(), found.end().hash());
    long more = found.end().seq() - head.seq();
    if (more > 0) {
      unwritten.subList(0, (int) Math.min(more, unwritten.size())).clear();
    }
    if (more < 0) {
      LOG.error("audit: the disk lost the last {} records", -more);
      unwritten.addFirst(
          QueuedRecord.of(
              System.currentTimeMillis(),
              AuditRecord.done(Kind.AUDIT, SELF, ChainVerifier.REPAIRED)
                  .with(ChainVerifier.MISSING, -more)));
    }
    head = found.end();
    head.writeTo(folder.path());
    made.reset();
    unwritten.forEach(noted -> lines.next(noted, made));
  }

  /** Whether there may be more. */
  private boolean make(Supplier<QueuedRecord> source) {
    while (made.size() < WRITE_BYTES) {
      QueuedRecord noted = source.get();
      if (noted == null) {
        return false;
      }
      try {
        lines.next(noted, made);
        unwritten.add(noted);
      } catch (RuntimeException bug) {
        LOG.error("a record could not be made into a line", bug);
      }
    }
    return true;
  }

  private void flush() throws IOException {
    if (made.size() > 0) {
      appender.append(made.toByteArray(), made.size());
      made.reset();
      unwritten.clear();
      unsynced = true;
      head = new Head(lines.seq(), lines.last());
    }
  }

  private void rotateIfFull() throws IOException {
    if (appender.length() >= maxFile) {
      sync();
      appender.rotate();
      prune();
    }
  }

  private void sync() throws IOException {
    appender.force();
    head.writeTo(folder.path());
    unsynced = false;
    lastSync = System.nanoTime();
  }

  /** What goes is named in the chain before it goes. */
  private void prune() throws IOException {
    for (Path file : appender.tooMany(keepFiles)) {
      Head end = Appender.endOf(file);
      lines.next(
          QueuedRecord.of(
              System.currentTimeMillis(),
              AuditRecord.done(Kind.AUDIT, SELF, ChainVerifier.PRUNED)
                  .with("file", file.getFileName())
                  .with(ChainVerifier.LAST, end)),
          made);
      appender.append(made.toByteArray(), made.size());
      made.reset();
      head = new Head(lines.seq(), lines.last());
      sync();
      Appender.delete(file);
    }
  }

  private void works() {
    if (trouble.isPresent()) {
      LOG.info("audit: it is written again");
      trouble = Optional.empty();
    }
  }

  /** What waits is tried again. */
  void fails(Throwable failure) {
    failedAt = System.nanoTime();
    if (trouble.isEmpty()) {
      failingSince = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      LOG.warn(
          "audit: it cannot be written to {}; what waits is kept and tried again every {}, and the"
              + " next line about this comes when it works",
          folder.path(),
          Duration.ofNanos(RETRY),
          failure);
    }
    trouble = Optional.of("since " + failingSince + ": " + failure.getMessage());
  }

  /** What could not be written until now is lost. */
  void close() {
    try {
      LOG.info("audit: ends with record {}", head);
      if (open) {
        appender.close();
      }
    } catch (IOException e) {
      LOG.warn("audit: its file could not be closed", e);
    } finally {
      folder.close();
    }
  }
}
