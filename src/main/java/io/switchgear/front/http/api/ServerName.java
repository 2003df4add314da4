package io.switchgear.front.http.api;

import io.switchgear.watch.view.CallerJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Name and version of this server, for operators who watch several servers. */
public final class ServerName {

  /** The host name on Linux. {@code InetAddress.getLocalHost} would query a name server. */
  private static final Path NAME = Path.of("/proc/sys/kernel/hostname");

  private ServerName() {}

  /**
   * @param version of the program
   * @param node its name in its cluster
   */
  public static CallerJson.Server here(String version, boolean jobs, String node) {
    return new CallerJson.Server(version, hostname(), jobs, node);
  }

  private static String hostname() {
    try {
      return Files.readString(NAME).strip();
    } catch (IOException notLinux) {
      return System.getenv().getOrDefault("HOSTNAME", "localhost");
    }
  }
}
