package io.switchgear.tools.process;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds programs by name. A lookup before the start gives a clear error; the wrapper programs would
 * report a missing program as their own failure.
 */
final class ProgramPath {

  /** The PATH variable of started processes. */
  static final String CLEAN = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final List<Path> folders;

  private ProgramPath(List<Path> folders) {
    this.folders = folders;
  }

  /**
   * The server's PATH, then {@link #CLEAN}. Empty and relative entries are left out, because they
   * would depend on the server's working directory.
   */
  static ProgramPath ofServer(String serverPath) {
    List<Path> folders = new ArrayList<>();
    for (String entry : (serverPath + ":" + CLEAN).split(":")) {
      if (entry.startsWith("/") && !folders.contains(Path.of(entry))) {
        folders.add(Path.of(entry));
      }
    }
    return new ProgramPath(List.copyOf(folders));
  }

  /** The absolute path of an executable program. */
  Path find(String name) throws ProcessLauncher.ProgramNotFound {
    return name.startsWith("/") ? absolute(name) : onPath(name);
  }

  Optional<Path> lookUp(String name) {
    return folders.stream()
        .map(folder -> folder.resolve(name))
        .filter(this::isExecutable)
        .findFirst();
  }

  private Path absolute(String name) throws ProcessLauncher.ProgramNotFound {
    Path program = path(name);
    if (!Files.exists(program)) {
      throw new ProcessLauncher.ProgramNotFound(
          "There is no program at " + name + ". Install it there, or correct the path.");
    }
    if (Files.isDirectory(program)) {
      throw new ProcessLauncher.ProgramNotFound(
          name + " is a folder, not a program. Give the path of the program in it.");
    }
    if (!isExecutable(program)) {
      throw new ProcessLauncher.ProgramNotFound(
          name + " is not executable by the server's user. Make it executable (chmod +x).");
    }
    return program;
  }

  private Path onPath(String name) throws ProcessLauncher.ProgramNotFound {
    if (name.isEmpty() || name.contains("/")) {
      throw new ProcessLauncher.ProgramNotFound(
          "\""
              + name
              + "\" is not a program's name. Give an absolute path, or a name without '/' to look"
              + " up on the PATH.");
    }
    path(name);
    return lookUp(name)
        .orElseThrow(
            () ->
                new ProcessLauncher.ProgramNotFound(
                    "The program "
                        + name
                        + " was not found on the PATH ("
                        + String.join(":", folders.stream().map(Path::toString).toList())
                        + "). Install it, or give its absolute path."));
  }

  private static Path path(String name) throws ProcessLauncher.ProgramNotFound {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new ProcessLauncher.ProgramNotFound(
          "\"" + name + "\" is not a path on this machine: " + e.getReason() + ".");
    }
  }

  private boolean isExecutable(Path program) {
    return Files.isRegularFile(program) && Files.isExecutable(program);
  }
}
