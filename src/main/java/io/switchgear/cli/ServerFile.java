package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * {@code server.json} in the data folder: the URL and the process id of the server that runs here,
 * so that {@code --attach} finds it. There from start to stop.
 */
final class ServerFile {

  private final Path file;

  ServerFile(Path dataDir) {
    this.file = dataDir.resolve("server.json");
  }

  /** Moved into place, so that nobody reads half of it. */
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

  /** Removes what this process wrote; another server's file stays. */
  void remove() {
    try {
      if (pid(McpClient.JSON.readTree(file.toFile())) == ProcessHandle.current().pid()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException gone) {
      // Nothing is left to remove.
    }
  }

  /**
   * The URL of the server that runs.
   *
   * @throws CommandFailure if none does
   */
  URI read() {
    JsonNode json;
    try {
      json = McpClient.JSON.readTree(Files.readString(file));
    } catch (NoSuchFileException none) {
      throw none(file + " does not exist");
    } catch (IOException unreadable) {
      throw none(file + " cannot be read");
    }
    long pid = pid(json);
    if (pid <= 0 || ProcessHandle.of(pid).isEmpty()) {
      throw none("process " + pid + ", named in " + file + ", is gone");
    }
    return URI.create(json.path("url").asText());
  }

  private static long pid(JsonNode json) {
    return json.path("pid").asLong(-1);
  }

  private static CommandFailure none(String why) {
    return new CommandFailure(
        ExitCode.UNREACHABLE,
        "no server is running here: "
            + why
            + ".\nStart one with 'switchgear serve', name one with --url, or leave --attach out.");
  }
}
