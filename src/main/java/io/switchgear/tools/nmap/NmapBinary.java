package io.switchgear.tools.nmap;

import io.switchgear.config.NmapSettings;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.UntrustedText;
import io.switchgear.tools.process.ProcessEnd;
import io.switchgear.tools.process.ProcessLauncher;
import io.switchgear.tools.process.ProcessSpec;
import io.switchgear.tools.process.RunningProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the nmap program and its version. The program is looked up each time, so that an
 * installation or upgrade takes effect while the server runs. The version is queried once per file.
 */
final class NmapBinary {

  private static final String INSTALL =
      "Install it (apt-get install nmap), or set switchgear.tools.nmap.command to its path.";

  /** Folders that are searched after the server's PATH. */
  private static final String USUAL_FOLDERS =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private static final Pattern VERSION =
      Pattern.compile("Nmap version (([0-9]{1,4})\\.([0-9]{1,4})[A-Za-z0-9]{0,8})");

  /** Version 7.80 of 2019 is the oldest supported version. */
  private static final int OLDEST_MAJOR = 7;

  private static final int OLDEST_MINOR = 80;
  private static final long VERSION_SECONDS = 5;
  private static final int VERSION_BYTES = 4_096;

  private final ProcessLauncher launcher;
  private final NmapSettings settings;
  private final AtomicReference<Kept> kept = new AtomicReference<>();

  /** The result of a lookup. */
  sealed interface Lookup {

    record Usable(Path program, String version) implements Lookup {}

    /**
     * @param reason a sentence about what is wrong
     * @param remedy a sentence about what to do
     */
    record Unusable(Fault fault, String reason, String remedy) implements Lookup {}
  }

  private record Kept(Path program, FileTime modified, long size, Lookup lookup) {}

  NmapBinary(ProcessLauncher launcher, NmapSettings settings) {
    this.launcher = launcher;
    this.settings = settings;
  }

  /** The program's path; empty if it does not exist or is not executable. */
  Optional<Path> locate() {
    String command = settings.command();
    if (command.startsWith("/")) {
      return Optional.of(Path.of(command)).filter(NmapBinary::runs);
    }
    String serverPath = Optional.ofNullable(System.getenv("PATH")).orElse("");
    for (String folder : (serverPath + ":" + USUAL_FOLDERS).split(":")) {
      Path program = Path.of(folder.isEmpty() ? "/" : folder, command);
      if (folder.startsWith("/") && runs(program)) {
        return Optional.of(program);
      }
    }
    return Optional.empty();
  }

  /**
   * Looks the program up, and queries the version of a new program, which takes at most five
   * seconds.
   *
   * @param starting receives the process that prints the version, so that it can be stopped
   */
  Lookup find(Consumer<RunningProcess> starting) {
    Optional<Path> program = locate();
    if (program.isEmpty()) {
      return new Lookup.Unusable(
          Fault.NOT_INSTALLED,
          "The program "
              + settings.command()
              + " is not installed on this machine, or may not be executed.",
          INSTALL);
    }
    try {
      return find(program.get(), starting);
    } catch (IOException e) {
      return new Lookup.Unusable(Fault.SPAWN_FAILED, message(e), "Try again, or see to the cause.");
    }
  }

  private Lookup find(Path program, Consumer<RunningProcess> starting) throws IOException {
    FileTime modified = Files.getLastModifiedTime(program);
    long size = Files.size(program);
    Kept before = kept.get();
    if (before != null
        && before.program().equals(program)
        && before.modified().equals(modified)
        && before.size() == size) {
      return before.lookup();
    }
    Lookup lookup = ask(program, starting);
    if (lookup instanceof Lookup.Usable) {
      kept.set(new Kept(program, modified, size, lookup));
    }
    return lookup;
  }

  private Lookup ask(Path program, Consumer<RunningProcess> starting) throws IOException {
    AtomicReference<String> said = new AtomicReference<>("");
    RunningProcess process =
        launcher.start(
            new ProcessSpec(
                List.of(program.toString(), "--version"),
                Map.of(),
                VERSION_BYTES,
                VERSION_BYTES,
                settings.grace()),
            stdout -> said.set(text(stdout)));
    starting.accept(process);
    ProcessEnd end;
    try {
      end = process.end().toCompletableFuture().get(VERSION_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      process.stop();
      return broken(program, "did not tell its version within " + VERSION_SECONDS + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.stop();
      return broken(program, "was interrupted while it told its version");
    } catch (ExecutionException e) {
      throw new IOException(message(e.getCause()), e.getCause());
    }
    Matcher version = VERSION.matcher(said.get());
    if (end.status() != 0 || !version.find()) {
      return broken(program, "did not tell its version, but ended with status " + end.status());
    }
    if (isTooOld(Integer.parseInt(version.group(2)), Integer.parseInt(version.group(3)))) {
      return new Lookup.Unusable(
          Fault.NOT_INSTALLED,
          program + " is nmap " + version.group(1) + "; at least 7.80 is needed.",
          INSTALL);
    }
    return new Lookup.Usable(program, version.group(1));
  }

  private static Lookup broken(Path program, String what) {
    return new Lookup.Unusable(
        Fault.CRASHED,
        program + " " + what + ".",
        "Run \"" + program + " --version\" on the server to see what is wrong with it.");
  }

  private static boolean isTooOld(int major, int minor) {
    return major < OLDEST_MAJOR || (major == OLDEST_MAJOR && minor < OLDEST_MINOR);
  }

  private static boolean runs(Path program) {
    return Files.isRegularFile(program) && Files.isExecutable(program);
  }

  private static String text(InputStream stdout) throws IOException {
    return new String(stdout.readNBytes(VERSION_BYTES), StandardCharsets.UTF_8);
  }

  private static String message(Throwable e) {
    return UntrustedText.line(String.valueOf(e.getMessage()), 500);
  }
}
