package io.switchgear.config;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The name of a node among those that share a database or a cluster. */
final class NodeName {

  static final String ALLOWED = "1 to 64 of A-Z a-z 0-9 . _ -";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final int MAX_CHARS = 64;

  /** Read instead of asking a resolver, which may be slow. */
  private static final Path LINUX_NAME = Path.of("/proc/sys/kernel/hostname");

  private NodeName() {}

  static boolean isAllowed(String name) {
    return NAME.matcher(name).matches();
  }

  /** The host's name, in which other characters than the allowed ones are replaced by hyphens. */
  static String ofHost() {
    return from(hostName());
  }

  static String from(String host) {
    String name = host.strip().replaceAll("[^A-Za-z0-9._-]", "-");
    return name.isEmpty() ? "node" : name.substring(0, Math.min(MAX_CHARS, name.length()));
  }

  private static String hostName() {
    try {
      return Files.isReadable(LINUX_NAME)
          ? Files.readString(LINUX_NAME)
          : InetAddress.getLocalHost().getHostName();
    } catch (IOException unknown) {
      return "";
    }
  }
}
