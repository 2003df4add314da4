package io.switchgear.tools.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A helper process that cleans up after a killed JVM. It receives every process group on its
 * standard input. When that closes for any reason, it kills the remaining groups and all processes
 * with their marks, and removes the scratch folder. The parent-death signal is not sufficient: it
 * reaches only the leader, and the kernel clears it for programs with file capabilities (prctl(2)),
 * as a non-root nmap often has.
 */
final class Sentinel implements AutoCloseable {

  private static final String SCRIPT =
      """
      trap '' HUP INT QUIT TERM
      watched=' '
      while read -r line; do
        case $line in
          -*) watched="${watched%%" ${line#-} "*} ${watched#*" ${line#-} "}" ;;
          *) watched="$watched$line " ;;
        esac
      done
      kill_marked() {
        found=1
        for folder in /proc/[0-9]*; do
          while read -r _ what _ soft _; do
            [ "$what" = resident ] || continue
            case $watched in *":$soft "*) kill -s KILL "${folder#/proc/}" && found=0 ;; esac
            break
          done < "$folder/limits"
        done
        return $found
      }
      for each in $watched; do kill -s KILL -- "-${each%:*}"; done
      for _ in 1 2 3 4 5 6 7 8 9; do kill_marked || break; done
      rm -rf -- "$1"
      """;

  private final List<String> command;
  private final Map<Long, ProcessMark> groups = new TreeMap<>();
  private Process process;

  Sentinel(Path setsid, Path shell, Path scratch) throws IOException {
    command =
        List.of(setsid.toString(), shell.toString(), "-c", SCRIPT, "sentinel", scratch.toString());
    process = launch();
  }

  /**
   * @param mark the mark of the group's processes, if the containment uses marks
   */
  synchronized void watch(long group, ProcessMark mark) throws IOException {
    groups.put(group, mark);
    if (!send(line(group, mark))) {
      process = launch();
      for (Map.Entry<Long, ProcessMark> known : groups.entrySet()) {
        if (!send(line(known.getKey(), known.getValue()))) {
          throw new IOException(
              "the helper process that ends processes with the server cannot be kept running; no"
                  + " process is started without it: find out what kills it");
        }
      }
    }
  }

  synchronized void forget(long group) {
    ProcessMark mark = groups.remove(group);
    if (mark != null) {
      send("-" + line(group, mark));
    }
  }

  private static String line(long group, ProcessMark mark) {
    return group + ":" + mark.bytes();
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

  private boolean send(String line) {
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
