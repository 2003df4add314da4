package io.switchgear.tools.nmap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The scripts installed with nmap, as listed in its {@code script.db}.
 *
 * @param dataFolder nmap's data directory, which contains {@code scripts}
 * @param scripts scripts by name, without {@code .nse}
 */
record ScriptCatalog(Path dataFolder, Map<String, Script> scripts) {

  private static final Pattern ENTRY =
      Pattern.compile(
          "Entry\\s*\\{\\s*filename\\s*=\\s*\"([A-Za-z0-9][A-Za-z0-9_.-]*)\\.nse\"\\s*,"
              + "\\s*categories\\s*=\\s*\\{([^}]*)\\}");
  private static final Pattern CATEGORY = Pattern.compile("\"([a-z]+)\"");
  private static final Pattern COMMENT = Pattern.compile("--[^\\n]*");
  private static final Pattern PRE_RULE = Pattern.compile("\\bprerule\\b");

  /**
   * @param ignoresTargets whether it can run before the scan, independently of the targets
   */
  record Script(String name, Set<String> categories, boolean ignoresTargets) {}

  /**
   * @throws IOException if the database cannot be read
   */
  static ScriptCatalog read(Path dataFolder) throws IOException {
    Path folder = dataFolder.resolve("scripts");
    String database = text(folder.resolve("script.db"));
    Map<String, Script> scripts = new TreeMap<>();
    Matcher entry = ENTRY.matcher(database);
    while (entry.find()) {
      Set<String> categories = new TreeSet<>();
      CATEGORY.matcher(entry.group(2)).results().forEach(match -> categories.add(match.group(1)));
      Path file = folder.resolve(entry.group(1) + ".nse");
      if (Files.isReadable(file)) {
        scripts.put(
            entry.group(1),
            new Script(entry.group(1), Set.copyOf(categories), ignoresTargets(file)));
      }
    }
    return new ScriptCatalog(dataFolder, Collections.unmodifiableMap(scripts));
  }

  /** A database in nmap's format with only these scripts. */
  String database(Set<String> names) {
    StringBuilder database = new StringBuilder();
    for (Script script : scripts.values()) {
      if (names.contains(script.name())) {
        database
            .append("Entry { filename = \"")
            .append(script.name())
            .append(".nse\", categories = { ");
        script.categories().forEach(name -> database.append('"').append(name).append("\", "));
        database.append("} }\n");
      }
    }
    return database.toString();
  }

  /** The scripts that service detection runs automatically and the rules allow. */
  Set<String> versionScripts(ScriptRules rules) {
    return scripts.values().stream()
        .filter(script -> script.categories().contains("version"))
        .filter(script -> rules.severity(script) == ScriptRules.Severity.SAFE)
        .map(Script::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** At most five names that have the same beginning or contain the text. */
  String similar(String name) {
    String part = name.length() > 4 ? name.substring(0, 4) : name;
    return String.join(
        ", ", scripts.keySet().stream().filter(known -> known.startsWith(part)).limit(5).toList());
  }

  /** Any mention of the rule outside comments counts, to be on the safe side. */
  private static boolean ignoresTargets(Path script) throws IOException {
    return PRE_RULE.matcher(COMMENT.matcher(text(script)).replaceAll("")).find();
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
  }
}
