package io.switchgear.front.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Which server this is, for those who watch several.
 *
 * @param version of the program
 * @param host the machine's name
 */
public record ServerCard(String version, String host) {

  /** Where Linux says it; {@code InetAddress.getLocalHost} would ask a name server. */
  private static final Path NAME = Path.of("/proc/sys/kernel/hostname");

  /** On this machine. */
  public static ServerCard here(String version) {
    return new ServerCard(version, hostname());
  }

  private static String hostname() {
    try {
      return Files.readString(NAME).strip();
    } catch (IOException notLinux) {
      return System.getenv().getOrDefault("HOSTNAME", "localhost");
    }
  }

  ObjectNode toJson() {
    return JsonNodeFactory.instance.objectNode().put("version", version).put("host", host);
  }
}
