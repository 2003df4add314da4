package io.switchgear.cluster.join;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.switchgear.config.ClusterSettings;
import io.switchgear.config.ClusterSettings.Role;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Pekko's configuration for a node that has other nodes. application.conf is written for a node
 * without any, which trusts nobody; this opens what a cluster needs.
 */
public final class PeerConfig {

  private static final String ARTERY = "pekko.remote.artery.";
  private static final String PHASES = "pekko.coordinated-shutdown.phases.";

  private PeerConfig() {}

  /**
   * @param system the configuration of a node without others
   * @param storeId as of {@link NodeRegister#storeId}
   */
  public static Config of(Config system, ClusterSettings cluster, String storeId) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put(JoinCheck.PROTOCOL_KEY, JoinCheck.PROTOCOL);
    values.put(JoinCheck.STORE_KEY, storeId);
    values.put(
        "pekko.cluster.configuration-compatibility-check.checkers.switchgear",
        JoinCheck.class.getName());
    values.put("pekko.cluster.roles", cluster.roles().stream().map(Role::wire).sorted().toList());
    values.put(ARTERY + "canonical.hostname", cluster.host());
    values.put(ARTERY + "canonical.port", cluster.port());
    values.put(ARTERY + "untrusted-mode", "off");
    values.put("pekko.io.tcp.nr-of-selectors", 1);
    values.put("pekko.io.tcp.max-channels", "unlimited");
    values.put("pekko.io.tcp.selector-association-retries", 10);
    if (cluster.insecure()) {
      values.put(ARTERY + "transport", "tcp");
    } else {
      values.put(ARTERY + "ssl.ssl-engine-provider", PeerTls.class.getName());
      values.put(PeerTls.FILES + ".certificate", cluster.tls().certificate());
      values.put(PeerTls.FILES + ".key", cluster.tls().key());
      values.put(PeerTls.FILES + ".authority", cluster.tls().authority());
    }
    values.putAll(DiscoveryConfig.of(cluster));
    // Jobs and singletons are handed to the other nodes before this one is gone.
    values.put(PHASES + "cluster-sharding-shutdown-region.timeout", "10s");
    values.put(PHASES + "cluster-leave.enabled", "on");
    values.put(PHASES + "cluster-leave.timeout", "5s");
    values.put(PHASES + "cluster-exiting.enabled", "on");
    values.put(PHASES + "cluster-exiting.timeout", "10s");
    values.put(PHASES + "cluster-exiting-done.timeout", "5s");
    values.put(PHASES + "cluster-shutdown.timeout", "5s");
    return ConfigFactory.parseMap(values).withFallback(system);
  }
}
