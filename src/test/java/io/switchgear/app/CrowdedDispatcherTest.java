package io.switchgear.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.switchgear.config.Settings;
import io.switchgear.testing.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.cluster.Cluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A node whose request threads are all taken is still a good member of its cluster. */
@Tag("network")
class CrowdedDispatcherTest {

  private static final int TASKS = 64;

  /** The server's own settings, but with a transport that lets other nodes in. */
  private static final Config NODE =
      ConfigFactory.parseString(
              """
              pekko {
                io.tcp.max-channels = unlimited
                remote.artery { transport = tcp, untrusted-mode = off }
                loglevel = OFF
                stdout-loglevel = OFF
                cluster {
                  jmx.enabled = off
                  # Weakly up is what a third node is while a member is silent.
                  allow-weakly-up-members = off
                  downing-provider-class = ""
                }
              }
              """)
          .withFallback(Settings.load(Optional.empty(), Map.of()).system())
          .resolve();

  private final List<ActorSystem> systems = new ArrayList<>();
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void end() {
    release.countDown();
    systems.forEach(ActorSystem::terminate);
  }

  /** A node is let in when every member has said that it saw it. */
  @Test
  void aMemberWithBlockedRequestThreadsIsReachableAndLetsAnotherNodeIn() throws Exception {
    Cluster crowded = Cluster.get(node());
    Cluster second = Cluster.get(node());
    join(crowded, crowded);
    join(second, crowded);
    for (int i = 0; i < TASKS; i++) {
      crowded.system().dispatcher().execute(this::block);
    }
    Cluster third = Cluster.get(node());
    join(third, second);
    assertEquals(Set.of(), second.state().getUnreachable());
    assertEquals(3, second.state().members().size());
  }

  private ActorSystem node() {
    ActorSystem system = ActorSystem.create("switchgear", NODE);
    systems.add(system);
    return system;
  }

  private static void join(Cluster node, Cluster member) throws InterruptedException {
    CountDownLatch up = new CountDownLatch(1);
    node.registerOnMemberUp(up::countDown);
    node.join(member.selfAddress());
    Await.reached(node.selfAddress() + " to be let in", up);
  }

  private void block() {
    try {
      release.await();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }
}
