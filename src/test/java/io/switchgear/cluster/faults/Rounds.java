package io.switchgear.cluster.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.cluster.faults.Scans.Kind;
import io.switchgear.testing.Await;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** The load on a cluster, and what must be true after each fault. */
final class Rounds implements AutoCloseable {

  private static final String SCHEDULE =
      """
      {"name": "each minute", "cron": "* * * * *", "overlap": "queue", "tool": "port_scan",
       "arguments": {"targets": ["%s/30"], "ports": "6-8", "banners": false}}\
      """;

  private static final double AGREEMENT_SECONDS = 3;

  private final FaultCluster cluster;
  private final long seed;
  private final Scans scans;
  private final Writers writers;
  private final Traffic traffic;
  private final Operator operator;
  private final Ears ears;
  private final Map<Kind, Map<String, String>> undisturbed = new EnumMap<>(Kind.class);
  private final String schedule;
  private final Instant scheduledFrom;
  private final List<String> violations = new ArrayList<>();
  private final Map<Traffic.End, Integer> ends = new EnumMap<>(Traffic.End.class);
  private final Map<String, Integer> errors = new TreeMap<>();
  private int orders;
  private int jobs;

  /** Scans without a fault, for comparison, and then begins with calls, orders and a schedule. */
  Rounds(FaultCluster cluster, long seed) throws IOException {
    this.cluster = cluster;
    this.seed = seed;
    this.scans = new Scans(cluster);
    this.writers = new Writers(cluster.database());
    Random random = new Random(seed);
    for (Kind kind : Kind.values()) {
      undisturbed.put(
          kind, scans.hosts(kind, scans.start(kind, "undisturbed " + kind, random), random));
    }
    if (undisturbed.values().stream()
        .anyMatch(hosts -> hosts.values().stream().noneMatch(host -> host.contains("7/open")))) {
      throw new AssertionError("no open port in " + undisturbed);
    }
    JsonNode created =
        cluster
            .live(random)
            .client()
            .ask("POST", "/api/v1/schedules", SCHEDULE.formatted(cluster.network().target(0)));
    this.schedule = created.path("id").asText();
    this.scheduledFrom = Instant.parse(created.path("created_at").asText());
    this.traffic = new Traffic(cluster, seed);
    this.operator = new Operator(cluster, seed);
    this.ears = new Ears(cluster);
  }

  /** One fault, until all is well again; the line says what happened. */
  String round(int number, Fault fault, Random random) throws IOException {
    long from = System.nanoTime();
    String name = "round " + number + " " + fault;
    FaultNode any = cluster.nodes().get(random.nextInt(cluster.nodes().size()));
    boolean ofOwner = random.nextBoolean();
    FaultNode victim = any;
    try {
      Map<String, Kind> started = new LinkedHashMap<>();
      String scan = scans.start(Kind.PORT_SCAN, name + " ports", random);
      started.put(scan, Kind.PORT_SCAN);
      scans.awaitProgress(scan, random);
      victim = ofOwner ? cluster.at(writers.owner(scan)) : any;
      // Last, so that its scanners run when the fault comes.
      started.put(scans.start(Kind.NMAP, name + " nmap", random), Kind.NMAP);
      String what = fault.strike(cluster, victim, random);
      long struck = System.nanoTime();
      cluster.awaitCalm(List.of(victim));
      long calm = System.nanoTime();
      double agreed = viewsAgree();
      if (agreed > AGREEMENT_SECONDS) {
        cluster.slow("%s: the views agree after %.1f s of calm".formatted(name, agreed));
      }
      long owners = 0;
      for (Map.Entry<String, Kind> job : started.entrySet()) {
        Map<String, String> hosts = scans.hosts(job.getValue(), job.getKey(), random);
        if (!hosts.equals(undisturbed.get(job.getValue()))) {
          found(name, "job " + job.getKey() + " differs from the undisturbed one: " + hosts);
        }
        long now = System.nanoTime();
        ears.await(
            job.getKey(),
            cluster.nodes().stream().filter(node -> node.livedThrough(from, now)).toList());
        owners += writers.owners(job.getKey()) - 1;
        jobs++;
      }
      long finished = System.nanoTime();
      checkOrders(name, fault, victim);
      checkScanners(name);
      writers.violations().forEach(violation -> found(name, violation));
      String calls = checkCalls(name);
      return "%s: %s; %.0f s, calm %.1f s and jobs %.1f s after the fault, views agree after %.1f s; new owners %d; %s; seed %d"
          .formatted(
              name,
              what,
              seconds(from, System.nanoTime()),
              seconds(struck, calm),
              seconds(struck, finished),
              agreed,
              owners,
              calls,
              seed);
    } catch (IOException | RuntimeException | Error failed) {
      throw new AssertionError(
          "%s with %s, seed %d: %s%n%s"
              .formatted(name, victim.name(), seed, failed.getMessage(), cluster.tails()),
          failed);
    }
  }

  private static double seconds(long from, long to) {
    return (to - from) / 1e9;
  }

  private void found(String round, String violation) {
    System.out.println(round + " VIOLATION " + violation);
    violations.add(round + ": " + violation);
  }

  /** Waits until all nodes show the same states of all breakers; how long that took, in s. */
  private double viewsAgree() {
    long from = System.nanoTime();
    Await.value(
        "the same states of the breakers on all nodes",
        () -> cluster.nodes().stream().map(cluster::breakers).toList(),
        views ->
            views.stream().distinct().count() == 1
                && views.getFirst().filter(states -> !states.isEmpty()).isPresent());
    return seconds(from, System.nanoTime());
  }

  private void checkOrders(String round, Fault fault, FaultNode victim) throws IOException {
    operator.pause();
    try {
      List<String> possible = operator.possible();
      for (FaultNode node : cluster.nodes()) {
        Await.value(
            "one of the orders " + possible + " in effect on " + node.name(),
            () -> reason(node),
            reason -> possible.isEmpty() || possible.contains(reason));
      }
      if (cluster.nodes().stream().map(Rounds::reason).distinct().count() != 1) {
        found(round, "the nodes obey different orders");
      }
      for (Operator.Order order : operator.taken()) {
        orders++;
        // A node whose disk is full says with a health check that its audit has gaps.
        boolean maySkip = fault == Fault.DISK_FULL && order.takenBy() == victim;
        if (!maySkip && !cluster.audit(order.takenBy()).contains("\"" + order.operator() + "\"")) {
          found(round, order + " is not in the audit of " + order.takenBy().name());
        }
      }
    } finally {
      operator.resume();
    }
  }

  private static String reason(FaultNode node) {
    try {
      return node.client().get("/api/v1/breakers/port_scan").at("/override/reason").asText();
    } catch (IOException e) {
      return e.toString();
    }
  }

  private void checkScanners(String round) {
    for (FaultNode node : cluster.nodes()) {
      Await.value("no lost process at " + node.name(), node::strangers, List::isEmpty);
    }
  }

  private String checkCalls(String round) {
    int judged = 0;
    List<Traffic.Call> calls = traffic.taken();
    for (Traffic.Call call : calls) {
      ends.merge(call.end(), 1, Integer::sum);
      if (call.node().livedThrough(call.from(), call.to())) {
        judged++;
      }
      if (call.end() == Traffic.End.HONEST_ERROR) {
        errors.merge(call.errorType(), 1, Integer::sum);
      }
      if (!call.isHarmless()) {
        found(round, call.toString());
      }
    }
    return "%d calls, %d of them to live nodes".formatted(calls.size(), judged);
  }

  List<String> violations() {
    return violations;
  }

  int calls() {
    return ends.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Ends the load, and checks the schedule. */
  String summary() throws IOException {
    checkSchedule();
    return "faults: %d jobs complete and equal, %d orders kept, calls %s, errors %s, %d runs of the schedule, violations %s, slow %s, seed %d"
        .formatted(
            jobs,
            orders,
            ends,
            errors,
            writers.runs(schedule).size(),
            violations.size(),
            cluster.slow(),
            seed);
  }

  /** Each due time is decided, once; the database holds the rest. */
  private void checkSchedule() {
    Instant first = scheduledFrom.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
    // The newest one may be about to start.
    Instant last = Instant.now().truncatedTo(ChronoUnit.MINUTES).minus(1, ChronoUnit.MINUTES);
    for (Instant due = first; !due.isAfter(last); due = due.plus(1, ChronoUnit.MINUTES)) {
      String minute = due.toString();
      Await.value(
          "the run of " + minute + " ended",
          () -> writers.runs(schedule),
          runs -> runs.contains(minute + " ended"));
    }
  }

  @Override
  public void close() {
    traffic.close();
    operator.close();
    ears.close();
  }
}
