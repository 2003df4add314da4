package io.switchgear.tools.nmap;

import io.switchgear.tools.process.FenceSupport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The scripts that a call runs, and the script files for nmap.
 *
 * @param selection the requested scripts
 * @param files empty if nmap runs no scripts, or if its script list was not found
 * @param unchecked whether scripts were requested and there is no list to check them
 * @param unfenced why there is no fence, if scripts that need one were requested by name or
 *     category
 */
record ScriptChoice(
    ScriptSelection selection,
    Optional<ScriptFiles> files,
    boolean unchecked,
    Optional<String> unfenced) {

  /**
   * @param program the nmap program
   * @param fence whether network fences work
   * @param unfencedAllowed whether the operator allows scripts without a fence
   * @param problems receives errors about invalid names
   */
  static ScriptChoice of(
      NmapArguments arguments,
      ScriptCatalogs catalogs,
      Path program,
      FenceSupport fence,
      boolean unfencedAllowed,
      Problems problems) {
    List<String> asked = arguments.effectiveScripts();
    Optional<String> unfenced =
        fence instanceof FenceSupport.Unsupported missing && !unfencedAllowed
            ? Optional.of(missing.reason())
            : Optional.empty();
    Optional<ScriptCatalog> catalog = catalog(catalogs, program, arguments);
    if (catalog.isEmpty()) {
      return new ScriptChoice(
          ScriptSelection.NONE, noScripts(arguments), !asked.isEmpty(), Optional.empty());
    }
    ScriptRules rules = new ScriptRules(arguments.reverseDns());
    boolean byTemplate = arguments.scripts().isEmpty();
    ScriptSelection selection =
        unfenced.isPresent() && byTemplate && !asked.isEmpty()
            ? leftOut(unfenced.get())
            : ScriptSelection.of(asked, catalog.get(), rules, problems);
    Set<String> seen = new HashSet<>(selection.names());
    if (arguments.detectsServices() && unfenced.isEmpty()) {
      seen.addAll(catalog.get().versionScripts(rules));
    }
    Optional<ScriptFiles> files =
        arguments.detectsServices() || !selection.names().isEmpty()
            ? Optional.of(
                new ScriptFiles(
                    Optional.of(catalog.get().dataFolder()), catalog.get().database(seen)))
            : Optional.empty();
    return new ScriptChoice(
        selection, files, false, unfenced.filter(reason -> !byTemplate && !asked.isEmpty()));
  }

  private static Optional<ScriptCatalog> catalog(
      ScriptCatalogs catalogs, Path program, NmapArguments arguments) {
    if (arguments.effectiveScripts().isEmpty() && !arguments.detectsServices()) {
      return Optional.empty();
    }
    try {
      return catalogs.of(program);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** An empty database, because service detection would run scripts automatically. */
  private static Optional<ScriptFiles> noScripts(NmapArguments arguments) {
    return arguments.detectsServices()
        ? Optional.of(new ScriptFiles(Optional.empty(), ""))
        : Optional.empty();
  }

  private static ScriptSelection leftOut(String why) {
    return new ScriptSelection(
        Set.of(),
        List.of(),
        List.of(
            "The scripts of the template did not run, because the kernel cannot hold nmap to its"
                + " targets here ("
                + why
                + "), and switchgear.scope.unfenced-scripts is off."));
  }
}
