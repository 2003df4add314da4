package io.switchgear.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The cluster that this node belongs to. Without seeds and discovery it is alone and listens to no
 * other node.
 *
 * @param host address that the other nodes connect to
 * @param port TCP port there, 0 to 65535; 0 selects a free one
 * @param seeds nodes that a node asks to let it in, as {@code HOST:PORT}; the first founds the
 *     cluster; at most 16
 * @param discovery how it finds the others if there are no seeds
 * @param bootstrap what it finds them by
 * @param roles what the node does; at least one
 * @param tls certificates of the connections between nodes
 * @param insecure whether nodes trust every connection; on loopback only
 */
public record ClusterSettings(
    String host,
    int port,
    List<String> seeds,
    Discovery discovery,
    Bootstrap bootstrap,
    Set<Role> roles,
    Tls tls,
    boolean insecure) {

  /** How a node finds the others. */
  public enum Discovery {
    /** By the seeds, if there are any. */
    NONE,
    /** By the address records of a name. */
    DNS,
    /** By the API of Kubernetes. */
    KUBERNETES
  }

  /**
   * What nodes without seeds find each other by.
   *
   * @param service the name with the address records, or the value of the pods' label
   * @param nodes that must be found before one of them founds the cluster, 1 to 100
   * @param port TCP port at the host where a node tells the others of the cluster, 1 to 65535
   */
  public record Bootstrap(String service, int nodes, int port) {

    private static final Pattern SERVICE = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,251})");

    public Bootstrap {
      new Check()
          .allowed(
              SERVICE.matcher(service).matches(),
              "service",
              service,
              "a name such as switchgear or nodes.scan.example")
          .range("nodes", nodes, 1, 100)
          .range("port", port, 1, 65_535)
          .done();
    }
  }

  /** What a node does in its cluster. */
  public enum Role {
    /** Answers clients, as every node does at present. */
    GATEWAY,
    /** Runs blocks of jobs for all nodes. */
    WORKER;

    /** The name in the configuration, and of Pekko's role. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Mutual TLS from PEM files, which are read again when they change.
   *
   * @param certificate path of the node's certificate chain; empty for none
   * @param key path of its private key, RSA, EC or Ed25519 in PKCS#8 without a password; empty for
   *     none
   * @param authority path of the certificates that nodes' certificates are signed by; empty for
   *     none
   */
  public record Tls(String certificate, String key, String authority) {

    /** Whether all three are given. */
    public boolean complete() {
      return !certificate.isEmpty() && !key.isEmpty() && !authority.isEmpty();
    }
  }

  private static final int MOST_SEEDS = 16;

  /** A name, an IPv4 address or an IPv6 address in brackets; then a port. */
  private static final Pattern SEED =
      Pattern.compile("([A-Za-z0-9._-]{1,253}|\\[[0-9a-fA-F:.]{2,45}]):([1-9][0-9]{0,4})");

  public ClusterSettings {
    seeds = List.copyOf(seeds);
    roles = Set.copyOf(roles);
    Check check = new Check();
    for (String seed : seeds) {
      check.allowed(
          isSeed(seed), "seeds", seed, "HOST:PORT, such as 10.0.0.5:25520 or [fd00::5]:25520");
    }
    check
        .that(
            seeds.size() <= MOST_SEEDS,
            "seeds",
            "",
            "there are %d: at most %d are allowed; three are enough for a cluster of any size"
                .formatted(seeds.size(), MOST_SEEDS))
        .range("port", port, 0, 65_535)
        .allowed(!host.isBlank(), "host", host, "an address or a name of this machine")
        .allowed(!roles.isEmpty(), "roles", "", "gateway, worker or both")
        .done();
  }

  private static boolean isSeed(String seed) {
    var parts = SEED.matcher(seed);
    return parts.matches() && Integer.parseInt(parts.group(2)) <= 65_535;
  }

  /** Whether the node has no other nodes. */
  public boolean alone() {
    return seeds.isEmpty() && discovery == Discovery.NONE;
  }

  /** Whether this node does that. */
  public boolean is(Role role) {
    return roles.contains(role);
  }
}
