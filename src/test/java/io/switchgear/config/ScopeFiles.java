package io.switchgear.config;

import io.switchgear.scope.ScopePolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Scope files for tests. */
public final class ScopeFiles {

  private ScopeFiles() {}

  /** The policy with a scope file of these lines. */
  public static ScopePolicy policy(Path folder, String... lines) throws IOException {
    return policy(Files.write(folder.resolve("scope.conf"), List.of(lines)));
  }

  /** The policy with this scope file. */
  public static ScopePolicy policy(Path file) {
    return SettingsTest.load(Map.of(), Map.of("switchgear.scope.file", file.toString())).scope();
  }

  /** The problems of a scope file of these lines, without its folder. */
  static List<String> problems(Path folder, String... lines) throws IOException {
    try {
      policy(folder, lines);
      return List.of();
    } catch (SettingsException bad) {
      return bad.problems().stream()
          .map(problem -> problem.toString().replace(folder + "/", ""))
          .toList();
    }
  }
}
