package io.switchgear.cluster.join;

import io.switchgear.config.ClusterSettings;
import io.switchgear.config.ClusterSettings.Bootstrap;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The configuration of Pekko Management for a node that finds the others by itself. */
final class DiscoveryConfig {

  private static final String HTTP = "pekko.management.http.";
  private static final String CONTACTS =
      "pekko.management.cluster.bootstrap.contact-point-discovery.";
  private static final String KUBERNETES = "pekko.discovery.kubernetes-api.";

  private DiscoveryConfig() {}

  /**
   * @return values by full key; none if the settings name the nodes
   * @throws NodeException if the host has no address
   */
  static Map<String, Object> of(ClusterSettings cluster) {
    Bootstrap bootstrap = cluster.bootstrap();
    Map<String, Object> values = new LinkedHashMap<>();
    switch (cluster.discovery()) {
      case NONE -> {
        return Map.of();
      }
      case DNS -> values.put(CONTACTS + "discovery-method", "pekko-dns");
      case KUBERNETES -> {
        values.put(CONTACTS + "discovery-method", "kubernetes-api");
        values.put(KUBERNETES + "pod-label-selector", "app.kubernetes.io/name=%s");
        values.put(KUBERNETES + "use-raw-ip", true);
      }
    }
    values.put(CONTACTS + "service-name", bootstrap.service());
    values.put(CONTACTS + "required-contact-point-nr", bootstrap.nodes());
    // Without a protocol and the name of a port, DNS is asked for addresses, not for services.
    values.put(CONTACTS + "protocol", "");
    values.put(CONTACTS + "port-name", "");
    // A node finds itself among the others by its address, so a name would not do.
    values.put(HTTP + "hostname", address(cluster.host()));
    values.put(HTTP + "port", bootstrap.port());
    values.put(HTTP + "bind-hostname", "");
    values.put(HTTP + "bind-port", "");
    values.put(HTTP + "base-path", "");
    values.put(HTTP + "route-providers-read-only", true);
    values.put(HTTP + "routes.health-checks", "");
    return values;
  }

  private static String address(String host) {
    try {
      return InetAddress.getByName(host).getHostAddress();
    } catch (UnknownHostException unknown) {
      throw new NodeException(
          "switchgear.cluster.host = \"%s\" has no address; give an address or a name of this machine"
              .formatted(host),
          unknown);
    }
  }
}
