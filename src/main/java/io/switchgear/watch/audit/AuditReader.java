package io.switchgear.watch.audit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Reads records from the files of a chain, also while a process writes to it. */
public final class AuditReader {

  private AuditReader() {}

  /**
   * The newest records as JSON, newest first.
   *
   * @param before only records with a number below this
   * @param limit the maximum number of records
   */
  public static List<String> newest(Path folder, long before, int limit) throws IOException {
    List<String> records = new ArrayList<>();
    for (Path file : AuditFolder.files(folder).reversed()) {
      if (records.size() >= limit) {
        break;
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        long end =
            before == Long.MAX_VALUE
                ? FileLines.wholeLines(channel)
                : FileLines.find(channel, before);
        FileLines.before(channel, end, limit - records.size())
            .forEach(line -> records.add(new String(line, StandardCharsets.UTF_8)));
      } catch (NoSuchFileException droppedMeanwhile) {
        break;
      }
    }
    return records;
  }
}
