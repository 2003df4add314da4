package io.switchgear.watch.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Verifies a chain and reports the first damage. */
public final class ChainVerifier {

  static final String REPAIRED = "repaired";
  static final String PRUNED = "pruned";
  static final String LAST = "last";
  static final String MISSING = "missing_records";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** The kinds of damage. */
  public enum Damage {
    /** A line is not a record. */
    UNREADABLE,
    /** A record's content does not match its hash. */
    EDITED,
    /** Records are missing between two others, or before the first. */
    REMOVED,
    /** A record does not continue the record before it. */
    INSERTED,
    /** Records are in the wrong order. */
    SWAPPED,
    /** Records are missing at the end. */
    TRUNCATED,
    /** A record differs from the one noted elsewhere. */
    REWRITTEN,
    /** The file {@code head} is missing. */
    NO_HEAD
  }

  /**
   * @param file name of the file
   * @param line from 1; 0 if the damage is not at a line
   */
  public record Break(Damage damage, String file, long line, String message) {}

  /**
   * @param records the number of records read
   * @param end the last record
   * @param notes remarks that are not damage
   * @param broken empty if the chain is intact
   */
  public record Report(long records, Head end, List<String> notes, Optional<Break> broken) {}

  /** The damage found; ends the verification. */
  private static final class Broken extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Break what;

    Broken(Damage damage, Path file, long line, String message) {
      super(message);
      this.what = new Break(damage, file.getFileName().toString(), line, message);
    }
  }

  private final List<String> notes = new ArrayList<>();
  private final List<Head> anchors = new ArrayList<>();
  private long records;
  private Head end = new Head(0, Hash.GENESIS);
  private Optional<Head> root = Optional.empty();
  private boolean rootNamed;

  private ChainVerifier() {}

  /**
   * Verifies a whole chain, including its end as recorded in the folder's {@code head} file.
   *
   * @param expected a record that was noted elsewhere
   */
  public static Report folder(Path folder, Optional<Head> expected) throws IOException {
    // Read before the files, because a server may be appending to them.
    Optional<Head> head = Head.in(folder);
    List<Path> files = AuditFolder.files(folder);
    ChainVerifier verifier = new ChainVerifier();
    expected.ifPresent(verifier.anchors::add);
    head.ifPresent(verifier.anchors::add);
    return verifier.report(
        files,
        () -> {
          if (head.isEmpty() && !files.isEmpty()) {
            throw new Broken(
                Damage.NO_HEAD,
                folder.resolve(Head.NAME),
                0,
                "the file that holds the end of the chain is missing or unreadable: records may be"
                    + " missing at the end");
          }
          verifier.checkRoot(files);
          if (files.isEmpty() && !verifier.anchors.isEmpty()) {
            verifier.checkEnd(folder.resolve(Head.NAME));
          }
        });
  }

  /** Verifies one file by itself. Its predecessor and successor are not checked. */
  public static Report file(Path file, Optional<Head> expected) throws IOException {
    ChainVerifier verifier = new ChainVerifier();
    expected.ifPresent(verifier.anchors::add);
    Report report = verifier.report(List.of(file), () -> {});
    return report;
  }

  private interface Last {
    void check() throws Broken;
  }

  private Report report(List<Path> files, Last last) throws IOException {
    try {
      for (Path file : files) {
        read(file, file.equals(files.getLast()));
      }
      last.check();
      if (!files.isEmpty()) {
        checkEnd(files.getLast());
      }
      return new Report(records, end, notes, Optional.empty());
    } catch (Broken broken) {
      return new Report(records, end, notes, Optional.of(broken.what));
    }
  }

  private void read(Path file, boolean isLast) throws IOException, Broken {
    try (LineSource lines = new LineSource(Files.newInputStream(file))) {
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        if (!lines.ended()) {
          if (!isLast) {
            throw new Broken(Damage.UNREADABLE, file, lines.number(), "the line has no end");
          }
          notes.add(
              "the last line of %s has no end: it is being written, or its writer was killed"
                  .formatted(file.getFileName()));
          return;
        }
        check(file, lines, line);
      }
    }
  }

  private void check(Path file, LineSource lines, byte[] line) throws IOException, Broken {
    long at = lines.number();
    RecordLine record =
        RecordLine.of(line)
            .orElseThrow(() -> new Broken(Damage.UNREADABLE, file, at, "the line is not a record"));
    if (!record.sound()) {
      throw new Broken(
          Damage.EDITED,
          file,
          at,
          "record %d: its content does not match its hash".formatted(record.seq()));
    }
    if (records == 0) {
      checkFirst(file, at, record);
    }
    if (record.seq() != end.seq() + 1 || !record.prev().equals(end.hash())) {
      throw misplaced(file, at, record, lines.peek());
    }
    records++;
    end = new Head(record.seq(), record.hash());
    for (Head anchor : anchors) {
      if (anchor.seq() == end.seq() && !anchor.hash().equals(end.hash())) {
        throw new Broken(
            Damage.REWRITTEN,
            file,
            at,
            "record %d differs from the one that was noted".formatted(end.seq()));
      }
    }
    evaluate(file, at, line);
  }

  /** Checks the first record that was read. */
  private void checkFirst(Path file, long at, RecordLine record) throws Broken {
    if (record.seq() == 1) {
      return;
    }
    if (AuditFolder.number(file).filter(number -> number == 1).isPresent()) {
      throw new Broken(
          Damage.REMOVED, file, at, "records 1 to %d are missing".formatted(record.seq() - 1));
    }
    root = Optional.of(new Head(record.seq() - 1, record.prev()));
    end = root.get();
    notes.add("begins with record %d".formatted(record.seq()));
  }

  private Broken misplaced(Path file, long at, RecordLine record, byte[] next) {
    long expected = end.seq() + 1;
    boolean nextIsMissing =
        next != null
            && RecordLine.of(next)
                .filter(line -> line.seq() == expected && line.prev().equals(end.hash()))
                .isPresent();
    if (record.seq() > expected) {
      return nextIsMissing
          ? new Broken(
              Damage.SWAPPED,
              file,
              at,
              "record %d comes before record %d".formatted(record.seq(), expected))
          : new Broken(
              Damage.REMOVED,
              file,
              at,
              "records %d to %d are missing".formatted(expected, record.seq() - 1));
    }
    return new Broken(
        Damage.INSERTED,
        file,
        at,
        "record %d does not continue record %d, which is before it"
            .formatted(record.seq(), end.seq()));
  }

  /** Evaluates the records that the audit log writes about itself. */
  private void evaluate(Path file, long at, byte[] line) throws IOException, Broken {
    if (!contains(line, "\"kind\":\"audit\"")) {
      return;
    }
    JsonNode record;
    try {
      record = MAPPER.readTree(line);
    } catch (JsonProcessingException notJson) {
      throw new Broken(Damage.UNREADABLE, file, at, "this is not JSON");
    }
    JsonNode details = record.path("details");
    switch (record.path("what").asText()) {
      case PRUNED -> {
        Optional<Head> dropped = Head.parse(details.path(LAST).asText());
        rootNamed |= dropped.isPresent() && dropped.equals(root);
      }
      case REPAIRED -> {
        if (details.has(MISSING)) {
          throw new Broken(
              Damage.TRUNCATED,
              file,
              at,
              "when the server started, the last %s records before this one were missing"
                  .formatted(details.path(MISSING).asText()));
        }
        notes.add("record %d: a server did not shut down cleanly".formatted(end.seq()));
      }
      case "gap" ->
          notes.add(
              "record %d: %s records could not be kept"
                  .formatted(end.seq(), details.path("lost").asText()));
      default -> {}
    }
  }

  private static boolean contains(byte[] line, String text) {
    return new String(line, java.nio.charset.StandardCharsets.ISO_8859_1).contains(text);
  }

  /** The last record before the first remaining file must have been recorded as pruned. */
  private void checkRoot(List<Path> files) throws Broken {
    if (root.isPresent() && !rootNamed) {
      throw new Broken(
          Damage.REMOVED,
          files.getFirst(),
          1,
          "records 1 to %d are missing, and no record says that they were dropped"
              .formatted(root.get().seq()));
    }
  }

  private void checkEnd(Path file) throws Broken {
    for (Head anchor : anchors) {
      if (anchor.seq() > end.seq()) {
        throw new Broken(
            Damage.TRUNCATED,
            file,
            0,
            "the chain ends with record %d, but it had %d records"
                .formatted(end.seq(), anchor.seq()));
      }
    }
  }
}
