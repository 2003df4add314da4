package io.switchgear.scan;

import static io.switchgear.scan.EngineLab.success;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.calls.limits.PrincipalLimits;
import io.switchgear.cluster.ClusterLab;
import io.switchgear.cluster.ClusterLab.LabNode;
import io.switchgear.cluster.budget.Leases;
import io.switchgear.cluster.budget.Leases.Membership;
import io.switchgear.cluster.budget.PrincipalShares;
import io.switchgear.config.LimitSettings;
import io.switchgear.scan.EngineLab.Run;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.run.WorkerParts.Room;
import io.switchgear.testing.Await;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Limits of three nodes with one database hold for all of them together. */
@Tag("network")
@Tag("process")
class ClusterLimitsTest {

  private static final Caller ANN = new Caller("ann", Set.of(Permission.SCAN_RUN));
  private static final Caller BOB = new Caller("bob", Set.of(Permission.SCAN_RUN));

  private static final int PACKETS = 90;
  private static final int REQUESTS = 40;
  private static final int STREAMS = 16;

  private static final Map<String, String> SETTINGS =
      Map.of(
          "switchgear.jobs.block-hosts", "1",
          "switchgear.jobs.blocks-per-tool", "3",
          "switchgear.jobs.rate.per-prefix", "" + PACKETS);

  private static final LimitSettings LIMITS =
      new LimitSettings(true, REQUESTS, REQUESTS, 0, 0, STREAMS, 100);

  private final ClusterLab lab = new ClusterLab("a", "b");
  private final Map<String, Leases> leases = new LinkedHashMap<>();
  private final Map<String, PrincipalLimits> limits = new LinkedHashMap<>();
  private final Map<String, EngineLab> engines = new LinkedHashMap<>();

  @AfterEach
  void close() {
    leases.values().forEach(Leases::close);
    lab.close();
  }

  private void start(String name) {
    LabNode node = lab.start(name, SETTINGS);
    Leases own =
        Leases.start(
            node.store().sql(),
            name,
            new Membership(
                () -> node.members().view().names(), () -> node.members().view().isMajority()));
    leases.put(name, own);
    limits.put(name, PrincipalShares.limits(LIMITS, System::nanoTime, own));
    EngineLab engine =
        new EngineLab(node.system(), node.store().sql(), node.settings(), Optional.of(own));
    engine.room = new Room(3, "");
    engines.put(name, engine);
  }

  @Test
  void limitsHoldForAllNodesTogether() {
    List.of("a", "b", "c").forEach(this::start);
    lab.awaitMembers();
    Await.until("a seat for each", () -> leases.values().stream().allMatch(own -> own.seat() > 0));
    requestsOverThreeGateways();
    streamsOverThreeGateways();
    String job = engines.get("a").start(engines.get("a").request("10.0.0.0/24"));
    everyNodeGetsPackets();
    whatALostNodeHadIsUsedElsewhere();
    engines.values().forEach(engine -> engine.answering = plan -> Optional.of(success(plan)));
    Await.until(
        "the end of the job",
        () -> {
          engines.values().forEach(engine -> engine.runs.forEach(Run::succeed));
          engines.values().forEach(engine -> engine.runs.clear());
          return engines.get("a").job(job).state() == JobState.COMPLETED;
        });
  }

  /** Far more than allowed, everywhere at once, for some seconds. */
  private void requestsOverThreeGateways() {
    long start = System.nanoTime();
    Map<String, Integer> served = new LinkedHashMap<>();
    Await.until(
        "the calls of six seconds",
        () -> {
          limits.forEach(
              (node, own) -> {
                for (int n = 0; n < 20; n++) {
                  if (own.request(ANN).isEmpty()) {
                    served.merge(node, 1, Integer::sum);
                  }
                }
              });
          return System.nanoTime() - start > Duration.ofSeconds(6).toNanos();
        });
    double seconds = (System.nanoTime() - start) / 1e9;
    int all = served.values().stream().mapToInt(Integer::intValue).sum();
    System.out.printf("%d requests in %.1f s: %s%n", all, seconds, served);
    assertTrue(all <= REQUESTS + REQUESTS * seconds + 1, served + " in " + seconds + " s");
    // More than the seats give, so nodes got leases.
    assertTrue(all > REQUESTS + REQUESTS * seconds / 4, served + " in " + seconds + " s");
  }

  /** One gateway gets what nobody else wants, and others are refused until it is free again. */
  private void streamsOverThreeGateways() {
    List<Runnable> open = new ArrayList<>();
    Await.until(
        "most of the streams at one gateway",
        () -> {
          limits.get("a").streamPermit(BOB).ifPresent(open::add);
          return open.size() >= STREAMS * 3 / 4;
        });
    Await.until(
        "the rest elsewhere",
        () -> {
          limits.get("b").streamPermit(BOB).ifPresent(open::add);
          limits.get("c").streamPermit(BOB).ifPresent(open::add);
          assertTrue(open.size() <= STREAMS, "" + open.size());
          return open.size() >= STREAMS * 3 / 4 + 2;
        });
    open.forEach(Runnable::run);
  }

  /** Each run that has not ended may send as much as its plan says. */
  private int packets() {
    return engines.values().stream()
        .flatMap(engine -> engine.runs.stream())
        .filter(run -> !run.outcome().isDone())
        .mapToInt(run -> run.plan().arguments().path("rate").asInt())
        .sum();
  }

  private boolean isWithin() {
    int packets = packets();
    assertTrue(packets <= PACKETS, packets + " packets a second");
    return packets > 0;
  }

  /**
   * What runs keeps its packets, so a node with several runs must end one for another node: ten
   * times a second, because a renewal takes seconds and the job must last.
   */
  private void everyNodeGetsPackets() {
    AtomicInteger looks = new AtomicInteger();
    Await.until(
        "a run at each node",
        () -> {
          isWithin();
          if (looks.getAndIncrement() % 10 == 0) {
            engines.values().stream()
                .filter(engine -> engine.runs.size() > 1)
                .forEach(engine -> engine.runs.remove().succeed());
          }
          return engines.values().stream().noneMatch(engine -> engine.runs.isEmpty());
        });
  }

  private void whatALostNodeHadIsUsedElsewhere() {
    lab.kill("c");
    EngineLab lost = engines.remove("c");
    leases.remove("c");
    lost.runs.clear();
    Await.until("all packets at the other nodes", () -> isWithin() && packets() == PACKETS);
  }
}
