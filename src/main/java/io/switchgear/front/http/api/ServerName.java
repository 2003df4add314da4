package io.switchgear.front.http.api;

import io.switchgear.watch.view.CallerJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Names this server, for operators who watch several. */
public final class ServerName {

  /** The name of the machine on Linux; {@code InetAddress.getLocalHost} would ask a name server. */
  private static final Path NAME = Path.of("/proc/sys/kernel/hostname");

  private ServerName() {}

  /**
   * @param version of the program
   */
  public static CallerJson.Server here(String version) {
    return new CallerJson.Server(version, hostname());
  }

  private static String hostname() {
    try {
      return Files.readString(NAME).strip();
    } catch (IOException notLinux) {
      return System.getenv().getOrDefault("HOSTNAME", "localhost");
    }
  }
}
