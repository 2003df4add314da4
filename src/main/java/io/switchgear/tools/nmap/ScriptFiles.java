package io.switchgear.tools.nmap;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The script files for nmap. A generated database in the scratch folder replaces the installed one,
 * so that {@code -sV}, which runs the category version automatically, runs no script that is not
 * allowed.
 *
 * @param installed the checked data folder; empty if there is none
 * @param database the content in the format of {@code script.db}
 */
record ScriptFiles(Optional<Path> installed, String database) {

  private static final Path DATABASE = Path.of("scripts", "script.db");

  /** The flags that select the database; nmap's working directory is the scratch folder. */
  List<String> flags() {
    return List.of("--datadir", ".");
  }

  /** The variables that select the installed data folder. */
  Map<String, String> environment() {
    return installed.map(folder -> Map.of("NMAPDIR", folder.toString())).orElse(Map.of());
  }

  Map<Path, String> files() {
    return Map.of(DATABASE, database);
  }
}
