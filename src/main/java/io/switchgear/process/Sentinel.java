package io.switchgear.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A process that outlives a killed JVM by a moment: it is told of every process group, and when our
 * end of its standard input closes, for whatever reason, it kills those that are left and removes
 * the scratch folder. The parent-death signal alone reaches only the leader, and the kernel clears
 * it when the leader is a program with file capabilities (prctl(2)), as a non-root nmap often is.
 */
final class Sentinel implements AutoCloseable {

  private static final String SCRIPT =
      """
      trap '' HUP INT QUIT TERM
      groups=' '
      while read -r line; do
        case $line in
          -*) groups="${groups%%" ${line#-} "*} ${groups#*" ${line#-} "}" ;;
          *) groups="$groups$line " ;;
        esac
      done
      for group in $groups; do kill -s KILL -- "-$group"; done
      rm -rf -- "$1"
      """;

  private final List<String> command;
  private final Set<Long> groups = new TreeSet<>();
  private Process process;

  Sentinel(Path setsid, Path shell, Path scratch) throws IOException {
    command =
        List.of(setsid.toString(), shell.toString(), "-c", SCRIPT, "sentinel", scratch.toString());
    process = launch();
  }

  synchronized void watch(long group) throws IOException {
    groups.add(group);
    if (!tell(Long.toString(group))) {
      process = launch();
      for (long known : groups) {
        if (!tell(Long.toString(known))) {
          throw new IOException(
              "the guard that ends processes with the server cannot be kept running: see what kills"
                  + " it; no process is started without it");
        }
      }
    }
  }

  synchronized void forget(long group) {
    groups.remove(group);
    tell("-" + group);
  }

  @Override
  public synchronized void close() {
    closeInput();
    boolean interrupted = false;
    while (process.isAlive()) {
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException deadAlready) {
      process.destroyForcibly();
    }
  }

  private boolean tell(String line) {
    try {
      OutputStream out = process.getOutputStream();
      out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
      out.flush();
      return true;
    } catch (IOException gone) {
      return false;
    }
  }

  private Process launch() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("PATH", ProgramPath.CLEAN);
    return builder
        .directory(Path.of("/").toFile())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
