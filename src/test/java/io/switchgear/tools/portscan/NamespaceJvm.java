package io.switchgear.tools.portscan;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a class of the tests in its own JVM and its own network namespace. Needs root and iproute2.
 */
final class NamespaceJvm {

  private NamespaceJvm() {}

  /**
   * Runs to the end. Fails if the exit code is not 0.
   *
   * @param setup shell commands that prepare the namespace, joined by {@code &&}
   * @return what it wrote
   */
  static String run(String setup, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "unshare",
                "-n",
                "/bin/sh",
                "-c",
                setup + " && exec \"$@\"",
                "sh",
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), US_ASCII).strip();
    assertEquals(0, process.waitFor(), output);
    return output;
  }
}
