package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * {@code server.json} in the data folder: the URL and process id of the running server, by which
 * {@code --attach} finds it. The server writes it on start and removes it on stop.
 */
final class ServerFile {

  private final Path file;

  ServerFile(Path dataDir) {
    this.file = dataDir.resolve("server.json");
  }

  /** Writes atomically, so that no reader sees a partial file. */
  void write(URI url) throws IOException {
    Files.createDirectories(file.getParent());
    String json =
        McpClient.JSON
            .createObjectNode()
            .put("url", url.toString())
            .put("pid", ProcessHandle.current().pid())
            .toString();
    Path draft = Files.createTempFile(file.getParent(), "server", ".json");
    Files.writeString(draft, json);
    Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Removes the file if this process wrote it; another server's file stays. */
  void remove() {
    try {
      if (pid(McpClient.JSON.readTree(file.toFile())) == ProcessHandle.current().pid()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException gone) {
      // There is no file to remove.
    }
  }

  /**
   * The URL of the running server.
   *
   * @throws CommandFailure if no server runs with this data folder
   */
  URI read() {
    JsonNode json;
    try {
      json = McpClient.JSON.readTree(Files.readString(file));
    } catch (NoSuchFileException none) {
      throw notRunning(file + " does not exist");
    } catch (IOException unreadable) {
      throw notRunning(file + " cannot be read");
    }
    long pid = pid(json);
    if (pid <= 0 || ProcessHandle.of(pid).isEmpty()) {
      throw notRunning(file + " names process " + pid + ", which does not exist");
    }
    return URI.create(json.path("url").asText());
  }

  private static long pid(JsonNode json) {
    return json.path("pid").asLong(-1);
  }

  private static CommandFailure notRunning(String why) {
    return new CommandFailure(
        ExitCode.UNREACHABLE,
        "no server is running with this data folder: "
            + why
            + ".\nStart one with 'switchgear serve', name one with --url, or leave --attach out.");
  }
}
