package io.switchgear.front.http;

import io.switchgear.config.DoorSettings;
import io.switchgear.config.HttpSettings;
import io.switchgear.config.SettingsException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Where a server may listen, and what it is called there.
 *
 * @param address the first of what the host is
 * @param loopback whether only this machine reaches it
 */
record BindAddress(InetAddress address, boolean loopback) {

  private static final String HOST = "switchgear.http.host";

  /**
   * @throws SettingsException if the host is unknown, if other machines reach it and there is no
   *     authentication, or if it is a wildcard address and no URL for clients is set
   */
  static BindAddress of(HttpSettings settings, DoorSettings door) {
    String host = settings.host();
    InetAddress[] addresses;
    try {
      addresses = InetAddress.getAllByName(host);
    } catch (UnknownHostException e) {
      throw new SettingsException(
          HOST,
          "'%s' is no address of this machine; set 127.0.0.1, [::1] or localhost, or an"
                  .formatted(host)
              + " address of this machine",
          e);
    }
    boolean loopback = Arrays.stream(addresses).allMatch(InetAddress::isLoopbackAddress);
    if (!loopback && !door.auth().on()) {
      throw new SettingsException(
          HOST,
          "'%s' can be reached from other machines, and nobody is asked who".formatted(host)
              + " they are; set 127.0.0.1, [::1] or localhost, or let only those in whom you know:"
              + " 'switchgear token new' makes a token and prints the line of"
              + " switchgear.http.auth.tokens that goes with it");
    }
    boolean wildcard = Arrays.stream(addresses).anyMatch(InetAddress::isAnyLocalAddress);
    if (wildcard && door.auth().resource().isEmpty()) {
      throw new SettingsException(
          HOST,
          "'%s' is every address of this machine, so set".formatted(host)
              + " switchgear.http.auth.resource to the URL that clients use, such as"
              + " https://scan.example:%d/mcp".formatted(settings.port()));
    }
    return new BindAddress(addresses[0], loopback);
  }

  /**
   * The URI of {@code /mcp} at an address.
   *
   * @param bound with the port that was really taken
   */
  static URI mcp(InetSocketAddress bound, boolean tls) {
    return URI.create(
        "%s://%s:%d/mcp"
            .formatted(tls ? "https" : "http", text(bound.getAddress()), bound.getPort()));
  }

  /** As it stands in a URL. */
  static String text(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    String plain = zone < 0 ? text : text.substring(0, zone);
    return plain.indexOf(':') < 0 ? plain : "[" + plain + "]";
  }
}
