package io.switchgear.tools.nmap;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What nmap sees of its scripts. A database of our own in the scratch folder stands before the
 * installed one, so that {@code -sV}, which runs the category version by itself, brings no script
 * that may not run.
 *
 * @param installed the data folder that was checked; empty if there is none
 * @param database in the form of {@code script.db}
 */
record ScriptFiles(Optional<Path> installed, String database) {

  private static final Path DATABASE = Path.of("scripts", "script.db");

  /** nmap starts in the scratch folder. */
  List<String> flags() {
    return List.of("--datadir", ".");
  }

  /** Where nmap looks next. */
  Map<String, String> environment() {
    return installed.map(folder -> Map.of("NMAPDIR", folder.toString())).orElse(Map.of());
  }

  Map<Path, String> files() {
    return Map.of(DATABASE, database);
  }
}
