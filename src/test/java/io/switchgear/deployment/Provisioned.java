package io.switchgear.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The folders of {@code docker/provision}, filled by it. */
public record Provisioned(Path authority, Path nodes, Path database, Path monitoring) {

  /** Runs the script for folders below that one, which it may have filled before. */
  public static Provisioned run(Path folder) throws IOException {
    Provisioned made =
        new Provisioned(
            folder.resolve("authority"),
            folder.resolve("nodes"),
            folder.resolve("database"),
            folder.resolve("monitoring"));
    for (Path each : made.folders()) {
      Files.createDirectories(each);
    }
    Path log = folder.resolve("provision.log");
    Process script =
        new ProcessBuilder(
                "/bin/sh",
                "docker/provision",
                made.authority.toString(),
                made.nodes.toString(),
                made.database.toString(),
                made.monitoring.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertEquals(0, Await.exit("docker/provision", script), Files.readString(log));
    return made;
  }

  List<Path> folders() {
    return List.of(authority, nodes, database, monitoring);
  }

  /** The text of a file of the nodes. */
  public Path node(String file) {
    return nodes.resolve(file);
  }
}
