package io.switchgear.tools.nmap;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether a program started by this process could open raw sockets: capability CAP_NET_RAW,
 * capabilities(7). nmap checks only the user id: it fails as root without the capability, and does
 * not use the capability as another user.
 */
final class RawSockets {

  private static final int CAP_NET_RAW = 13;

  private RawSockets() {}

  static boolean available() {
    try {
      return available(Files.readString(Path.of("/proc/self/status")));
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * @param status text in the format of {@code /proc/PID/status}, proc(5)
   */
  static boolean available(String status) {
    // A program started by root gets the bounding set; one started by another user, the ambient
    // set.
    String inherited = effectiveUserId(status) == 0 ? "CapBnd:" : "CapAmb:";
    return hasCapability(status, "CapEff:") && hasCapability(status, inherited);
  }

  private static int effectiveUserId(String status) {
    String[] ids = field(status, "Uid:").split("\\s+");
    return ids.length > 1 && ids[1].matches("[0-9]{1,9}") ? Integer.parseInt(ids[1]) : -1;
  }

  private static boolean hasCapability(String status, String set) {
    String mask = field(status, set);
    return mask.matches("[0-9a-fA-F]+") && new BigInteger(mask, 16).testBit(CAP_NET_RAW);
  }

  private static String field(String status, String name) {
    return status
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).strip())
        .findFirst()
        .orElse("");
  }
}
