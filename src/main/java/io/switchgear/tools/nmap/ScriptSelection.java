package io.switchgear.tools.nmap;

import io.switchgear.tools.nmap.ScriptCatalog.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The scripts to run, by name only, so that exactly the checked scripts run.
 *
 * @param names script names, ascending
 * @param intrusive requested scripts that can disrupt a target
 * @param notes notes about scripts of a category that were left out
 */
record ScriptSelection(Set<String> names, List<String> intrusive, List<String> notes) {

  static final ScriptSelection NONE = new ScriptSelection(Set.of(), List.of(), List.of());

  private static final String ARGUMENT = "scripts";

  private static final String ALLOWED =
      "Allowed are the categories safe, default, discovery and version, with the operator's leave"
          + " intrusive, vuln and malware, and the names of installed scripts of these that are"
          + " known to stay at their target.";

  /**
   * Selects scripts. A safe category selects only scripts whose categories are all safe; others
   * must be requested by name or by an intrusive category.
   *
   * @param asked requested names and categories
   * @param rules the rules about which scripts may run
   * @param problems receives errors about invalid names
   */
  static ScriptSelection of(
      List<String> asked, ScriptCatalog catalog, ScriptRules rules, Problems problems) {
    Set<String> names = new TreeSet<>();
    List<String> intrusive = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (String one : asked) {
      if (ScriptRules.SAFE.contains(one)) {
        category(one, catalog, rules, false, names, notes);
      } else if (ScriptRules.INTRUSIVE.contains(one)) {
        intrusive.add(one);
        category(one, catalog, rules, true, names, notes);
      } else if (ScriptRules.NEVER.containsKey(one)) {
        problems.add(
            ARGUMENT,
            "the category "
                + one
                + " is never run: "
                + ScriptRules.NEVER.get(one)
                + ". "
                + ALLOWED);
      } else if (catalog.scripts().containsKey(one)) {
        named(catalog.scripts().get(one), rules, names, intrusive, problems);
      } else {
        problems.add(ARGUMENT, unknown(one, catalog));
      }
    }
    return new ScriptSelection(names, intrusive, notes);
  }

  private static void category(
      String category,
      ScriptCatalog catalog,
      ScriptRules rules,
      boolean withIntrusive,
      Set<String> names,
      List<String> notes) {
    Set<String> left = new TreeSet<>();
    for (Script script : catalog.scripts().values()) {
      if (script.categories().contains(category)) {
        boolean runs =
            switch (rules.severity(script)) {
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
              + " were left out, because they are intrusive, of a kind that is never run, or not"
              + " known to stay at their target: "
              + left.stream().limit(12).collect(Collectors.joining(", "))
              + (left.size() > 12 ? " and others." : "."));
    }
  }

  private static void named(
      Script script,
      ScriptRules rules,
      Set<String> names,
      List<String> intrusive,
      Problems problems) {
    switch (rules.severity(script)) {
      case SAFE -> names.add(script.name());
      case INTRUSIVE -> {
        names.add(script.name());
        intrusive.add(script.name());
      }
      case NEVER ->
          problems.add(
              ARGUMENT,
              script.name()
                  + " is never run: "
                  + rules.refusal(script).orElseThrow()
                  + ". Leave it out. "
                  + ALLOWED);
    }
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
