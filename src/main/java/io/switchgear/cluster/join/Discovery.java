package io.switchgear.cluster.join;

import io.switchgear.config.ClusterSettings;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.SelfUp;
import org.apache.pekko.cluster.typed.Subscribe;
import org.apache.pekko.http.javadsl.ConnectionContext;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.HttpsConnectionContext;
import org.apache.pekko.http.javadsl.model.Uri;
import org.apache.pekko.management.cluster.bootstrap.ClusterBootstrap;
import org.apache.pekko.management.javadsl.PekkoManagement;
import org.apache.pekko.remote.artery.tcp.SSLEngineProvider;

/**
 * Finds the other nodes by DNS or by the API of Kubernetes, and joins their cluster, or founds it
 * with them. Each node tells the others at one HTTP address which nodes it knows; with TLS, it
 * tells that only to nodes.
 */
public final class Discovery {

  private static final Duration LISTENS = Duration.ofSeconds(20);
  private static final Duration AGAIN = Duration.ofSeconds(10);

  private enum Turn {
    AGAIN,
    UP
  }

  private Discovery() {}

  /**
   * Begins to look for nodes; joining takes longer than this call.
   *
   * @param system has the configuration of {@link PeerConfig}
   * @throws NodeException if the node cannot listen at its host and {@code bootstrap.port}
   */
  public static void start(ActorSystem<?> system, ClusterSettings cluster) {
    listen(system, cluster);
    try {
      ClusterBootstrap.get(system).start();
    } catch (Exception unusable) {
      // Scala declares no exceptions: the files of a pod that are missing are an IOException.
      throw new NodeException(
          "switchgear.cluster.discovery = %s cannot be used (%s); kubernetes works only in a pod that has the token of its service account"
              .formatted(
                  cluster.discovery().name().toLowerCase(Locale.ROOT), unusable.getMessage()),
          unusable);
    }
    system.systemActorOf(waiting(cluster), "discovery", Props.empty());
  }

  private static void listen(ActorSystem<?> system, ClusterSettings cluster) {
    PekkoManagement management = PekkoManagement.get(system);
    CompletionStage<Uri> bound;
    if (cluster.insecure()) {
      bound = management.start();
    } else {
      SSLEngineProvider engines = new PeerTls(system.classicSystem());
      HttpsConnectionContext server =
          ConnectionContext.httpsServer(
              () -> engines.createServerSSLEngine(cluster.host(), cluster.bootstrap().port()));
      Http.get(system)
          .setDefaultClientHttpsContext(
              ConnectionContext.httpsClient(
                  (host, port) -> engines.createClientSSLEngine(host, port)));
      bound = management.start(settings -> settings.withHttpsConnectionContext(server));
    }
    try {
      bound.toCompletableFuture().get(LISTENS.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException refused) {
      throw cannotListen(cluster, refused.getCause());
    } catch (TimeoutException slow) {
      throw cannotListen(cluster, slow);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      throw cannotListen(cluster, ended);
    }
  }

  private static NodeException cannotListen(ClusterSettings cluster, Throwable why) {
    return new NodeException(
        "cannot tell other nodes of this one at %s port %d (%s); set switchgear.cluster.host to an address of this machine and cluster.bootstrap.port to a free port"
            .formatted(cluster.host(), cluster.bootstrap().port(), why.getMessage()),
        why);
  }

  /** Says why the node is not yet in a cluster. */
  private static Behavior<Turn> waiting(ClusterSettings cluster) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  context.setLoggerName(Discovery.class);
                  long begun = System.nanoTime();
                  timers.startTimerWithFixedDelay(Turn.AGAIN, AGAIN);
                  Cluster.get(context.getSystem())
                      .subscriptions()
                      .tell(
                          Subscribe.create(
                              context.messageAdapter(SelfUp.class, up -> Turn.UP), SelfUp.class));
                  return Behaviors.receiveMessage(
                      turn ->
                          switch (turn) {
                            case AGAIN -> {
                              context
                                  .getLog()
                                  .warn(
                                      "this node is not in its cluster after {} s. {} It goes on"
                                          + " trying.",
                                      Duration.ofNanos(System.nanoTime() - begun).toSeconds(),
                                      advice(cluster));
                              yield Behaviors.same();
                            }
                            case UP -> {
                              context.getLog().info("this node is in its cluster");
                              yield Behaviors.stopped();
                            }
                          });
                }));
  }

  private static String advice(ClusterSettings cluster) {
    String where =
        switch (cluster.discovery()) {
          case KUBERNETES ->
              "It looks for pods with the label app.kubernetes.io/name=%s; check that the service account may list pods"
                  .formatted(cluster.bootstrap().service());
          case DNS, NONE ->
              "It looks for address records of %s; check that the name has one for each node"
                  .formatted(cluster.bootstrap().service());
        };
    return "%s, that port %d of each can be reached from here, and that the certificates are of one authority. A new cluster needs %d nodes."
        .formatted(where, cluster.bootstrap().port(), cluster.bootstrap().nodes());
  }
}
