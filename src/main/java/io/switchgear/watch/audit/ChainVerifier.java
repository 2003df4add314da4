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

/** Says whether a chain is whole, and if not, where and how it is broken first. */
public final class ChainVerifier {

  static final String REPAIRED = "repaired";
  static final String PRUNED = "pruned";
  static final String LAST = "last";
  static final String MISSING = "missing_records";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** What can be wrong. */
  public enum Damage {
    /** A line is no record. */
    UNREADABLE,
    /** A record's content is not what its hash was made of. */
    EDITED,
    /** Records are gone between two others, or before the first. */
    REMOVED,
    /** A record is there that does not belong there. */
    INSERTED,
    /** Records are there, and not in their order. */
    SWAPPED,
    /** Records are gone after the last. */
    TRUNCATED,
    /** A record is another one than was noted elsewhere. */
    REWRITTEN,
    /** The file {@code head} is gone. */
    NO_HEAD
  }

  /**
   * @param file name of the file
   * @param line from 1; 0 if no line is meant
   */
  public record Break(Damage damage, String file, long line, String message) {}

  /**
   * @param records that were looked at
   * @param end the last of them
   * @param notes what is worth knowing and no damage
   * @param broken empty if the chain is whole
   */
  public record Report(long records, Head end, List<String> notes, Optional<Break> broken) {}

  /** What a line is found to be; ends the looking. */
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
   * A whole chain, with what its folder says of its end.
   *
   * @param expected a record noted elsewhere
   */
  public static Report folder(Path folder, Optional<Head> expected) throws IOException {
    // Before the files, as they may be growing.
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
                "the file that says where the chain ends is gone or unreadable: records may be"
                    + " missing at the end");
          }
          verifier.checkRoot(files);
          if (files.isEmpty() && !verifier.anchors.isEmpty()) {
            verifier.checkEnd(folder.resolve(Head.NAME));
          }
        });
  }

  /** One file by itself: what it hangs on and what comes after it is not known. */
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
        look(file, lines, line);
      }
    }
  }

  private void look(Path file, LineSource lines, byte[] line) throws IOException, Broken {
    long at = lines.number();
    RecordLine record =
        RecordLine.of(line)
            .orElseThrow(() -> new Broken(Damage.UNREADABLE, file, at, "this is no record"));
    if (!record.sound()) {
      throw new Broken(
          Damage.EDITED,
          file,
          at,
          "record %d: its content is not what its hash was made of".formatted(record.seq()));
    }
    if (records == 0) {
      begin(file, at, record);
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
            "record %d is another one than the one that was noted".formatted(end.seq()));
      }
    }
    remarks(file, at, line);
  }

  /** The first record of what is there. */
  private void begin(Path file, long at, RecordLine record) throws Broken {
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
              "record %d stands before record %d".formatted(record.seq(), expected))
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
        "record %d does not hang on record %d, which is before it"
            .formatted(record.seq(), end.seq()));
  }

  /** What the audit says about itself. */
  private void remarks(Path file, long at, byte[] line) throws IOException, Broken {
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
        notes.add("record %d: a server did not stop by itself".formatted(end.seq()));
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

  /** What the first file left hangs on must have been dropped by the server. */
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
            "the chain ends with record %d, and there were %d".formatted(end.seq(), anchor.seq()));
      }
    }
  }
}
