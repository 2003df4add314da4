package io.switchgear.tools.nmap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The DNS servers that nmap uses: those of {@code /etc/resolv.conf}. */
final class Resolvers {

  private static final Path FILE = Path.of("/etc/resolv.conf");

  private Resolvers() {}

  /** The servers' addresses; empty if the file cannot be read. */
  static List<String> configured() {
    try {
      return of(Files.readString(FILE, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return List.of();
    }
  }

  /**
   * Parses the file. Addresses with a zone are left out, because packet rules cannot match zones.
   */
  static List<String> of(String text) {
    return text.lines()
        .map(line -> line.strip().split("\\s+"))
        .filter(words -> words.length > 1 && words[0].equals("nameserver"))
        .map(words -> words[1])
        .filter(address -> address.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*"))
        .distinct()
        .toList();
  }
}
