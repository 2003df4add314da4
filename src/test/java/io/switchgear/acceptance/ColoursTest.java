package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.app.Switchgear;
import io.switchgear.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The colours of the program on a real terminal, which {@code script} creates, and without one. */
@Tag("network")
@Tag("process")
class ColoursTest {

  private static final String ESCAPE = "\u001b";

  private static Switchgear server;
  private static URI url;

  @BeforeAll
  static void start(@TempDir Path dataDir) {
    server =
        Switchgear.serve(
            Settings.load(
                Optional.empty(),
                Map.of("switchgear.http.port", "0", "switchgear.data-dir", dataDir.toString())));
    url = server.url().orElseThrow();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static List<String> program(String... arguments) {
    return Stream.concat(
            Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.switchgear.cli.Main"),
            Stream.of(arguments))
        .toList();
  }

  private static String shown(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("NO_COLOR");
    builder.environment().put("TERM", "xterm");
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    assertTrue(said.contains("port_scan"), said);
    return said;
  }

  private static List<String> terminal(List<String> command) {
    String line =
        command.stream()
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
    return List.of("script", "-qec", line, "/dev/null");
  }

  @ParameterizedTest
  @CsvSource({
    "'',xterm,true",
    "1,xterm,false",
    "'',dumb,false",
  })
  void aTerminalHasColoursUnlessSomebodyAsksForNone(String noColor, String term, boolean coloured)
      throws IOException, InterruptedException {
    String said =
        shown(
            terminal(program("breakers", "--url", url.toString())),
            Map.of("NO_COLOR", noColor, "TERM", term));
    assertEquals(coloured, said.contains(ESCAPE), said);
  }

  @Test
  void aPipeHasNone() throws IOException, InterruptedException {
    String said = shown(program("breakers", "--url", url.toString()), Map.of());
    assertTrue(!said.contains(ESCAPE), said);
  }
}
