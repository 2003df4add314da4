package io.switchgear.cluster.faults;

import io.switchgear.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Short commands of the system. */
final class Commands {

  private Commands() {}

  /** Runs a command that must succeed, and returns what it printed. */
  static String run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String printed = new String(process.getInputStream().readAllBytes()).strip();
      if (Await.exit(List.of(command).toString(), process) != 0) {
        throw new AssertionError(
            "This test makes network namespaces and needs root, iproute2 and nftables; run it as"
                + " root. Failed: "
                + String.join(" ", command)
                + ": "
                + printed);
      }
      return printed;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void signal(String signal, long pid) {
    run("kill", "-" + signal, Long.toString(pid));
  }
}
