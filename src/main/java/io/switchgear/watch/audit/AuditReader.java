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
    List<Path> files = AuditFolder.files(folder);
    int older = before == Long.MAX_VALUE ? files.size() : begunBefore(files, before);
    for (Path file : files.subList(0, older).reversed()) {
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

  /** How many of the files begin with a record below this number; more if that cannot be seen. */
  private static int begunBefore(List<Path> files, long before) throws IOException {
    int low = 0;
    int high = files.size();
    while (low < high) {
      int middle = (low + high) / 2;
      if (beginsFrom(files.get(middle), before)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private static boolean beginsFrom(Path file, long seq) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return FileLines.beginsFrom(channel, seq);
    } catch (NoSuchFileException droppedMeanwhile) {
      return false;
    }
  }
}
