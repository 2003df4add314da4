package io.switchgear.tools.nmap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;

/** Finds and caches the script catalog; reads it again when its file has changed. */
final class ScriptCatalogs {

  private static final List<Path> USUAL =
      List.of(Path.of("/usr/share/nmap"), Path.of("/usr/local/share/nmap"));

  private Kept kept;

  private record Kept(Path database, FileTime modified, long size, ScriptCatalog catalog) {}

  /**
   * The catalog of a program: next to it, where nmap looks first, or in the usual folders. Empty if
   * there is none.
   *
   * @throws IOException if it exists and cannot be read
   */
  synchronized Optional<ScriptCatalog> of(Path program) throws IOException {
    Path beside = program.resolveSibling("../share/nmap").normalize();
    for (Path folder : List.of(beside, USUAL.get(0), USUAL.get(1))) {
      Path database = folder.resolve("scripts/script.db");
      if (Files.isReadable(database)) {
        return Optional.of(load(folder, database));
      }
    }
    return Optional.empty();
  }

  private ScriptCatalog load(Path folder, Path database) throws IOException {
    FileTime modified = Files.getLastModifiedTime(database);
    long size = Files.size(database);
    if (kept == null
        || !kept.database().equals(database)
        || !kept.modified().equals(modified)
        || kept.size() != size) {
      kept = new Kept(database, modified, size, ScriptCatalog.read(folder));
    }
    return kept.catalog();
  }
}
