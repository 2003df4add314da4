package io.switchgear.tools.nmap;

import io.switchgear.tools.nmap.ScriptCatalog.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which scripts will run: by name only, so that what was checked is what runs.
 *
 * @param names ascending
 * @param intrusive those among them that were asked for by name or category and can disturb a
 *     target
 * @param notes which scripts of a category were left out, and why
 */
record ScriptSelection(Set<String> names, List<String> intrusive, List<String> notes) {

  static final ScriptSelection NONE = new ScriptSelection(Set.of(), List.of(), List.of());

  private static final String ARGUMENT = "scripts";

  /** Categories whose scripts anyone may run. */
  private static final Set<String> SAFE = Set.of("safe", "default", "discovery", "version");

  /** Categories whose scripts need the operator's and the caller's leave. */
  private static final Set<String> INTRUSIVE = Set.of("intrusive", "vuln", "malware");

  /** Why the scripts of a category never run. */
  private static final Map<String, String> NEVER =
      Map.of(
          "auth", "it deals in credentials",
          "broadcast", "it sends to the whole network instead of the targets",
          "brute", "it guesses passwords",
          "dos", "it can bring a service down",
          "exploit", "it exploits",
          "external", "it asks parties outside of the scope",
          "fuzzer", "it sends malformed data to provoke faults");

  private static final String ALLOWED =
      "Allowed are the categories safe, default, discovery and version, with the operator's leave"
          + " intrusive, vuln and malware, and the names of installed scripts of these.";

  /** How severe a script is: that of its worst category. */
  private enum Severity {
    SAFE,
    INTRUSIVE,
    NEVER
  }

  /**
   * A category of safe scripts brings only those that are safe by all their categories; the others
   * have to be asked for by name, or by one of the intrusive categories.
   *
   * @param asked names and categories
   * @param problems where names that will not do go
   */
  static ScriptSelection of(List<String> asked, ScriptCatalog catalog, Problems problems) {
    Set<String> names = new TreeSet<>();
    List<String> intrusive = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (String one : asked) {
      if (SAFE.contains(one)) {
        category(one, catalog, false, names, notes);
      } else if (INTRUSIVE.contains(one)) {
        intrusive.add(one);
        category(one, catalog, true, names, notes);
      } else if (NEVER.containsKey(one)) {
        problems.add(
            ARGUMENT, "the category " + one + " is never run: " + NEVER.get(one) + ". " + ALLOWED);
      } else if (catalog.scripts().containsKey(one)) {
        named(catalog.scripts().get(one), names, intrusive, problems);
      } else {
        problems.add(ARGUMENT, unknown(one, catalog));
      }
    }
    return new ScriptSelection(names, intrusive, notes);
  }

  private static void category(
      String category,
      ScriptCatalog catalog,
      boolean withIntrusive,
      Set<String> names,
      List<String> notes) {
    Set<String> left = new TreeSet<>();
    for (Script script : catalog.scripts().values()) {
      if (script.categories().contains(category)) {
        boolean runs =
            switch (severity(script)) {
              case SAFE -> true;
              case INTRUSIVE -> withIntrusive;
              case NEVER -> false;
            };
        (runs ? names : left).add(script.name());
      }
    }
    if (!left.isEmpty()) {
      notes.add(
          left.size()
              + " scripts of the category "
              + category
              + " were left out, because they are intrusive or of a kind that is never run: "
              + left.stream().limit(12).collect(Collectors.joining(", "))
              + (left.size() > 12 ? " and others." : "."));
    }
  }

  private static void named(
      Script script, Set<String> names, List<String> intrusive, Problems problems) {
    switch (severity(script)) {
      case SAFE -> names.add(script.name());
      case INTRUSIVE -> {
        names.add(script.name());
        intrusive.add(script.name());
      }
      case NEVER -> problems.add(ARGUMENT, script.name() + " is never run: " + whyNever(script));
    }
  }

  private static Severity severity(Script script) {
    if (script.ignoresTargets() || !known(script)) {
      return Severity.NEVER;
    }
    if (script.categories().stream().anyMatch(NEVER::containsKey)) {
      return Severity.NEVER;
    }
    return SAFE.containsAll(script.categories()) && !script.categories().isEmpty()
        ? Severity.SAFE
        : Severity.INTRUSIVE;
  }

  private static boolean known(Script script) {
    return script.categories().stream()
        .allMatch(
            name -> SAFE.contains(name) || INTRUSIVE.contains(name) || NEVER.containsKey(name));
  }

  private static String whyNever(Script script) {
    for (String category : script.categories()) {
      if (NEVER.containsKey(category)) {
        return "it is of the category "
            + category
            + ", "
            + NEVER.get(category)
            + ". Leave it out. "
            + ALLOWED;
      }
    }
    return (script.ignoresTargets()
            ? "it has a part that runs without regard to the targets"
            : "its categories " + script.categories() + " are not known here")
        + ". Leave it out. "
        + ALLOWED;
  }

  private static String unknown(String name, ScriptCatalog catalog) {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9_-]*")) {
      return Problems.quoted(name)
          + " is not the name of a script or a category: paths, wildcards, expressions and several"
          + " names in one element are not understood. Give one name per element. "
          + ALLOWED;
    }
    String similar = catalog.similar(name);
    return Problems.quoted(name)
        + " is not installed."
        + (similar.isEmpty() ? "" : " Installed are, among others, " + similar + ".")
        + " "
        + ALLOWED;
  }
}
