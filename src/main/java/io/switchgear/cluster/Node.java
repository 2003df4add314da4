package io.switchgear.cluster;

import com.typesafe.config.Config;
import io.switchgear.cluster.join.Discovery;
import io.switchgear.cluster.join.Joining;
import io.switchgear.cluster.join.NodeException;
import io.switchgear.cluster.join.NodeRegister;
import io.switchgear.cluster.join.PeerConfig;
import io.switchgear.cluster.join.PeerFiles;
import io.switchgear.cluster.join.Registration;
import io.switchgear.cluster.join.Seeds;
import io.switchgear.config.ClusterSettings;
import io.switchgear.config.Settings;
import io.switchgear.store.Sql;
import io.switchgear.store.StoreException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/**
 * The actor system of this process: a cluster of one node, which no other node can join, or a node
 * of the cluster that the settings name.
 */
public final class Node {

  private Node() {}

  /**
   * Starts the actor system and joins its cluster, which may take longer than this call.
   *
   * @param shared the database, if other servers may use it
   * @throws NodeException if it cannot start: a setting does not fit, a key of a library has a bad
   *     value, the address cannot be used, or the database has another server
   */
  public static <T> ActorSystem<T> start(
      Behavior<T> guardian, Settings settings, Optional<Sql> shared) {
    ClusterSettings cluster = settings.cluster();
    check(cluster, shared);
    Optional<NodeRegister> register = shared.map(sql -> new NodeRegister(sql, settings.nodeName()));
    if (cluster.alone()) {
      Optional<Registration> registration = register.map(Registration::alone);
      ActorSystem<T> system = created(guardian, settings.actorSystem(), cluster, registration);
      NodePort.shut(system);
      Cluster node = Cluster.get(system);
      node.manager().tell(Join.create(node.selfMember().address()));
      registration.ifPresent(entry -> closeAtTheEnd(system, entry));
      return system;
    }
    return peer(guardian, settings, register.orElseThrow());
  }

  private static <T> ActorSystem<T> peer(
      Behavior<T> guardian, Settings settings, NodeRegister register) {
    ClusterSettings cluster = settings.cluster();
    Config config;
    try {
      config = PeerConfig.of(settings.actorSystem(), cluster, register.storeId());
    } catch (StoreException silent) {
      throw new NodeException(silent.getMessage(), silent);
    }
    ActorSystem<T> system = created(guardian, config, cluster, Optional.empty());
    try {
      Address own = Cluster.get(system).selfMember().address();
      closeAtTheEnd(
          system,
          Registration.node(
              register,
              Seeds.hostPort(own),
              () -> Cluster.get(system).selfMember().status() == MemberStatus.up()));
      if (cluster.discovery() == ClusterSettings.Discovery.NONE) {
        system.systemActorOf(
            Joining.create(Seeds.addresses(own, cluster.seeds()), register),
            "joining",
            Props.empty());
      } else {
        Discovery.start(system, cluster);
      }
      return system;
    } catch (NodeException refused) {
      system.terminate();
      throw refused;
    }
  }

  private static <T> ActorSystem<T> created(
      Behavior<T> guardian,
      Config config,
      ClusterSettings cluster,
      Optional<Registration> registration) {
    try {
      return ActorSystem.create(guardian, "switchgear", config);
    } catch (RuntimeException refused) {
      registration.ifPresent(Registration::close);
      throw new NodeException(sentence(refused, cluster), refused);
    }
  }

  private static void closeAtTheEnd(ActorSystem<?> system, Registration registration) {
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseClusterShutdown(),
            "leave-register",
            () ->
                CompletableFuture.runAsync(registration::close, Thread::startVirtualThread)
                    .thenApply(done -> Done.getInstance()));
  }

  /** Why the system ends, if its cluster has sent it away. */
  public static Optional<String> expelled(ActorSystem<?> system) {
    return CoordinatedShutdown.get(system)
        .getShutdownReason()
        .map(Object::getClass)
        .map(
            reason ->
                reason == CoordinatedShutdown.clusterDowningReason().getClass()
                    ? "the other nodes could not reach this one, or were the majority without it,"
                        + " so it has ended; start it again"
                    : reason
                            == CoordinatedShutdown.incompatibleConfigurationDetectedReason()
                                .getClass()
                        ? "the cluster refuses this node, because its version, its database or its"
                            + " number of shards differs; the logs of its other nodes say what"
                        : null);
  }

  /** What the settings of a cluster need of each other. */
  private static void check(ClusterSettings cluster, Optional<Sql> shared) {
    if (cluster.alone()) {
      return;
    }
    if (shared.isEmpty()) {
      throw new NodeException(
          "the nodes of a cluster share a PostgreSQL database: set switchgear.store.url on all of"
              + " them, or remove switchgear.cluster.seeds and discovery");
    }
    if (!cluster.seeds().isEmpty() && cluster.discovery() != ClusterSettings.Discovery.NONE) {
      throw new NodeException(
          "switchgear.cluster.seeds and cluster.discovery exclude each other: remove the seeds, or"
              + " set discovery = none");
    }
    if (cluster.insecure()) {
      List<String> beyond =
          Stream.concat(Stream.of(cluster.host()), cluster.seeds().stream().map(Node::host))
              .filter(host -> !isLoopback(host))
              .toList();
      if (!beyond.isEmpty()) {
        throw new NodeException(
            "switchgear.cluster.insecure is for nodes on one machine, but %s is not loopback; set cluster.tls.certificate, key and authority, and insecure = no"
                .formatted(String.join(", ", beyond)));
      }
    } else if (!cluster.tls().complete()) {
      throw new NodeException(
          "nodes of a cluster prove to each other who they are: set"
              + " switchgear.cluster.tls.certificate, key and authority; or, to try it out on one"
              + " machine, cluster.insecure = yes");
    } else {
      PeerFiles.read(cluster.tls());
    }
  }

  private static String host(String hostPort) {
    return hostPort.substring(0, hostPort.lastIndexOf(':'));
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }

  private static String sentence(RuntimeException refused, ClusterSettings cluster) {
    for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return cluster.alone()
            ? "no port on 127.0.0.1 is available (%s); check that the loopback interface is up"
                .formatted(cause.getMessage())
            : "cannot listen for other nodes on %s port %d (%s); set switchgear.cluster.host and port to an address of this machine and a free port"
                .formatted(cluster.host(), cluster.port(), cause.getMessage());
      }
    }
    return "the actor system cannot start (%s); correct or remove the keys below 'pekko' in the configuration"
        .formatted(refused.getMessage());
  }
}
