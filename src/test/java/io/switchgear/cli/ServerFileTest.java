package io.switchgear.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerFileTest {

  @TempDir Path folder;

  @Test
  void whatWasWrittenIsReadUntilItIsRemoved() throws IOException {
    ServerFile file = new ServerFile(folder.resolve("new"));
    URI url = URI.create("http://127.0.0.1:4711/mcp");
    file.write(url);
    file.write(url);
    assertEquals(url, file.read());
    file.remove();
    file.remove();
    try (var left = Files.list(folder.resolve("new"))) {
      assertEquals(0, left.count());
    }
    CommandFailure none = assertThrows(CommandFailure.class, file::read);
    assertEquals(ExitCode.UNREACHABLE, none.exitCode());
  }

  @Test
  void anotherServersFileStays() throws IOException {
    Path json = folder.resolve("server.json");
    Files.writeString(json, "{\"url\":\"http://127.0.0.1:1/\",\"pid\":1}");
    new ServerFile(folder).remove();
    assertTrue(Files.exists(json));
  }

  /** Linux's process ids are at most 2^22, so the id in the test does not exist. */
  @ParameterizedTest
  @ValueSource(strings = {"{\"url\":\"http://127.0.0.1:1/\",\"pid\":99999999}", "{}", "no json"})
  void aServerThatNoLongerRunsIsReported(String text) throws IOException {
    Files.writeString(folder.resolve("server.json"), text);
    Terminal terminal = new Terminal();
    assertEquals(4, terminal.run("tools", "--attach", "--data-dir", folder.toString()));
    assertTrue(terminal.err.toString().contains("no server is running with this data folder"));
    assertFalse(terminal.err.toString().contains("Exception"));
  }
}
