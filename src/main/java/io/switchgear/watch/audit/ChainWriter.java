package io.switchgear.watch.audit;

import io.switchgear.config.AuditSettings;
import io.switchgear.store.Utf8Builder;
import io.switchgear.watch.audit.AuditRecord.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends records to a chain, starts new files and deletes old ones. Records that cannot be written
 * are kept and retried. Used by one thread, except for the getters of {@code trouble} and {@code
 * head}.
 */
final class ChainWriter {

  private static final Logger LOG = LoggerFactory.getLogger(ChainWriter.class);
  private static final int WRITE_BYTES = 1 << 20;
  private static final int RECORD_BYTES = 1_024;
  private static final long RETRY = TimeUnit.SECONDS.toNanos(1);
  private static final String ACTOR = "switchgear";

  private final AuditFolder folder;
  private final long sync;
  private final long maxFile;
  private final int keepFiles;
  private final Optional<AuditRecord> repairs;

  /** For the records that this class creates. */
  private final RecordFields fields = new RecordFields();

  /** The record that becomes a line. */
  private final Utf8Builder record = new Utf8Builder(RECORD_BYTES);

  /** Lines that are not yet in the file. */
  private final Utf8Builder buffer = new Utf8Builder(WRITE_BYTES);

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
   * @throws UncheckedIOException if the files cannot be read or written
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
      throw new UncheckedIOException("the audit log in " + folder.path() + " cannot be opened", e);
    }
  }

  /** A record of the defects that were found at the end of the chain. */
  private static Optional<AuditRecord> repairs(Appender.Found found, Optional<Head> known) {
    AuditRecord repaired = AuditRecord.done(Kind.AUDIT, ACTOR, ChainVerifier.REPAIRED);
    boolean wrong = found.any() && !found.lastLine().contains("\"what\":\"server_stopped\"");
    if (wrong) {
      repaired = repaired.with("end", "the last process did not shut down cleanly");
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
          "audit: the last {} records are missing from the files; somebody removed them, or the"
              + " disk lost them",
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
   * Writes the available records. After a failure, it retries at most once per {@link #RETRY}.
   *
   * @param source writes the next record's {@link RecordFields}; false when there are no more
   * @param ending whether this is the last round: retry at once, sync, and start no new file
   */
  void write(Predicate<Utf8Builder> source, boolean ending) {
    if (trouble.isPresent() && !ending && System.nanoTime() - failedAt < RETRY) {
      return;
    }
    try {
      openAgain();
      boolean more = true;
      while (more) {
        more = serialize(source);
        flush();
        if (more || !ending) {
          rotateIfFull();
        }
      }
      if (unsynced && (ending || System.nanoTime() - lastSync >= sync)) {
        sync();
      }
      reportRecovery();
    } catch (IOException failed) {
      release();
      reportFailure(failed);
    }
  }

  /** Releases a failing disk, so that it can be unmounted. */
  private void release() {
    open = false;
    try (folder) {
      appender.close();
    } catch (IOException alsoFailed) {
      // The caller reports the original failure.
    }
  }

  /**
   * Continues at the end of the chain on disk, which may have fewer or more records than expected.
   * Missing records are noted in the chain.
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
    byte[] unwritten = Arrays.copyOf(buffer.array(), buffer.length());
    buffer.cutTo(0);
    long more = found.end().seq() - head.seq();
    if (more < 0) {
      LOG.error("audit: the disk lost the last {} records", -more);
      next(
          AuditRecord.done(Kind.AUDIT, ACTOR, ChainVerifier.REPAIRED)
              .with(ChainVerifier.MISSING, -more));
    }
    lines.again(unwritten, Math.max(0, more), buffer);
    head = found.end();
    head.writeTo(folder.path());
  }

  /** Serializes a record of this class's own. */
  private void next(AuditRecord own) {
    lines.next(fields.of(System.currentTimeMillis(), own, 1), buffer);
  }

  /** Serializes records; returns whether there may be more. */
  private boolean serialize(Predicate<Utf8Builder> source) {
    while (buffer.length() < WRITE_BYTES) {
      if (!source.test(record)) {
        return false;
      }
      lines.next(record, buffer);
    }
    return true;
  }

  private void flush() throws IOException {
    if (buffer.length() > 0) {
      appender.append(buffer);
      buffer.cutTo(0);
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

  /** Deletes old files. Each file is named in the chain before it is deleted. */
  private void prune() throws IOException {
    for (Path file : appender.tooMany(keepFiles)) {
      Head end = Appender.endOf(file);
      next(
          AuditRecord.done(Kind.AUDIT, ACTOR, ChainVerifier.PRUNED)
              .with("file", file.getFileName())
              .with(ChainVerifier.LAST, end));
      try {
        appender.append(buffer);
      } finally {
        // The next attempt names the file again.
        buffer.cutTo(0);
      }
      head = new Head(lines.seq(), lines.last());
      sync();
      Appender.delete(file);
    }
  }

  private void reportRecovery() {
    if (trouble.isPresent()) {
      LOG.info("audit: records are written again");
      trouble = Optional.empty();
    }
  }

  /** Reports a failure. Waiting records are retried. */
  void reportFailure(Throwable failure) {
    failedAt = System.nanoTime();
    if (trouble.isEmpty()) {
      failingSince = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      LOG.warn(
          "audit: records cannot be written to {}; they are kept and retried every {}, and the"
              + " next message follows when it works again",
          folder.path(),
          Duration.ofNanos(RETRY),
          failure);
    }
    trouble = Optional.of("since " + failingSince + ": " + failure.getMessage());
  }

  /** Closes the chain. Records that are still unwritten are lost. */
  void close() {
    try {
      LOG.info("audit: ends with record {}", head);
      if (open) {
        appender.close();
      }
    } catch (IOException e) {
      LOG.warn("audit: the file could not be closed", e);
    } finally {
      folder.close();
    }
  }
}
