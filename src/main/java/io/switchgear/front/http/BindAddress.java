package io.switchgear.front.http;

import io.switchgear.config.AccessSettings;
import io.switchgear.config.HttpSettings;
import io.switchgear.config.SettingsException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * The address that a server listens on.
 *
 * @param address the first address that the host name resolves to
 * @param loopback whether only this machine can reach it
 */
record BindAddress(InetAddress address, boolean loopback) {

  private static final String HOST = "switchgear.http.host";

  /**
   * @throws SettingsException if the host is unknown, if other machines can reach it and
   *     authentication is off, or if it is a wildcard address and no URL for clients is set
   */
  static BindAddress of(HttpSettings settings, AccessSettings access) {
    String host = settings.host();
    InetAddress[] addresses;
    try {
      addresses = InetAddress.getAllByName(host);
    } catch (UnknownHostException e) {
      throw new SettingsException(
          HOST,
          "'%s' is not an address of this machine; set 127.0.0.1, [::1] or localhost, or an"
                  .formatted(host)
              + " address of this machine",
          e);
    }
    boolean loopback = Arrays.stream(addresses).allMatch(InetAddress::isLoopbackAddress);
    if (!loopback && !access.auth().on()) {
      throw new SettingsException(
          HOST,
          "'%s' can be reached from other machines, but authentication is off;".formatted(host)
              + " set 127.0.0.1, [::1] or localhost, or configure tokens:"
              + " 'switchgear token new' creates a token and prints the line for"
              + " switchgear.http.auth.tokens");
    }
    boolean wildcard = Arrays.stream(addresses).anyMatch(InetAddress::isAnyLocalAddress);
    if (wildcard && access.auth().resource().isEmpty()) {
      throw new SettingsException(
          HOST,
          "'%s' stands for every address of this machine, so set".formatted(host)
              + " switchgear.http.auth.resource to the URL that clients use, such as"
              + " https://scan.example:%d/mcp".formatted(settings.port()));
    }
    return new BindAddress(addresses[0], loopback);
  }

  /**
   * The URI of {@code /mcp} at an address.
   *
   * @param bound with the actual port
   */
  static URI mcp(InetSocketAddress bound, boolean tls) {
    return URI.create(
        "%s://%s:%d/mcp"
            .formatted(tls ? "https" : "http", text(bound.getAddress()), bound.getPort()));
  }

  /** The address as written in a URL. */
  static String text(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    String plain = zone < 0 ? text : text.substring(0, zone);
    return plain.indexOf(':') < 0 ? plain : "[" + plain + "]";
  }
}
