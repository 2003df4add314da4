package io.switchgear.scan.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.switchgear.scan.SampleJobs;
import io.switchgear.scan.job.HostQuery;
import io.switchgear.scan.job.InventoryHost;
import io.switchgear.scan.job.JobHost;
import io.switchgear.scan.job.JobProblem;
import io.switchgear.scan.job.JobQuery;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.job.Page;
import io.switchgear.scan.sql.BlockResult.CutBlock;
import io.switchgear.scan.sql.JobTable.Adding;
import io.switchgear.scan.sql.JobTable.RecentJob;
import io.switchgear.store.Store;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.PortGroup;
import io.switchgear.tool.hosts.HostFindings.Scan;
import io.switchgear.tool.hosts.HostFindings.Service;
import io.switchgear.tool.hosts.HostFindings.Traits;
import io.switchgear.tool.hosts.Ranges;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rows of jobs, on each database. */
abstract class JobTableContract {

  private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");
  private static final String ID = "0123456789abcdef0123456789abcdef";

  private Store store;
  private JobTable table;
  private HostTable hosts;

  abstract Store open();

  @BeforeEach
  void setUp() {
    store = open();
    table = new JobTable(store.sql());
    hosts = new HostTable(store.sql());
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static NewJob job(String id, String principal, String digest) {
    return job(id, principal, digest, NOW);
  }

  private static NewJob job(String id, String principal, String digest, Instant now) {
    return new NewJob(
        id,
        "lab",
        "port_scan",
        principal,
        digest,
        "",
        JsonNodeFactory.instance.objectNode().put("seed", 1),
        5,
        List.of("10.0.0.1"),
        OptionalInt.of(100),
        Optional.of(NOW.plusSeconds(60)),
        8,
        2,
        now);
  }

  private JobRow added(String id, String principal) {
    return assertInstanceOf(Adding.Added.class, table.add(job(id, principal, ""), 100, 100)).row();
  }

  private JobRow claimed(String id) {
    added(id, "anna");
    return table.claim(id).orElseThrow();
  }

  static Host host(String address, String state, Port... ports) {
    return new Host(
        address, List.of(), state, "", Scan.COMPLETE, List.of(ports), List.of(), Traits.NONE);
  }

  static Port port(int number, String state, String service) {
    return new Port(number, "tcp", state, "", Service.usual(service), "", "", List.of());
  }

  private static BlockResult result(long number, List<Host> hosts, List<CutBlock> again) {
    return new BlockResult(
        number,
        number >= 2,
        1,
        "node",
        "10.0.0.1",
        hosts,
        hosts.size(),
        !again.isEmpty(),
        again,
        List.of(new JobProblem("timed_out", 1, "10.0.0.9", "late", NOW)),
        number + 1,
        1500,
        Optional.empty());
  }

  @Test
  void aJobIsReadAsItWasWritten() {
    JobRow row = added(ID, "anna");
    assertEquals(row, table.find(ID).orElseThrow());
    assertEquals(JobState.QUEUED, row.state());
    assertEquals(List.of("10.0.0.1"), row.exclusions());
    assertEquals(OptionalInt.of(100), row.maxRate());
    assertEquals(Optional.of(NOW.plusSeconds(60)), row.deadline());
    assertEquals(8, row.counters().hostsTotal());
    assertEquals(OptionalInt.of(1), table.place(ID));
  }

  @Test
  void jobsThatChangedLatelyAreFoundTheNewestChangeFirst() {
    JobRow old = claimed(ID);
    Instant later = NOW.plusSeconds(600);
    String other = ID.replace('0', 'f');
    JobRow row = claimed(other);
    table.change(ID, old.epoch(), RowChange.of(old).state(JobState.RUNNING), later);
    Instant end = later.plusSeconds(1);
    table.change(
        other, row.epoch(), RowChange.of(row).ended(JobState.PARTIAL, end, List.of()), end);
    RecentJob ended = new RecentJob(other, JobState.PARTIAL, NOW, Optional.of(end));
    RecentJob running = new RecentJob(ID, JobState.RUNNING, NOW, Optional.empty());
    assertEquals(List.of(ended, running), table.changedSince(NOW, 10));
    assertEquals(List.of(ended), table.changedSince(NOW, 1));
    assertEquals(List.of(ended), table.changedSince(later, 10));
    assertEquals(List.of(), table.changedSince(end, 10));
    assertTrue(ended.beganOrEndedSince(later));
    assertFalse(running.beganOrEndedSince(later));
    assertTrue(running.beganOrEndedSince(NOW.minusSeconds(1)));
  }

  @Test
  void aRunningJobWithoutAChangeIsStuck() {
    JobRow row = claimed(ID);
    assertEquals(Map.of(), table.stuck(NOW.plusSeconds(600)));
    assertTrue(table.change(ID, row.epoch(), RowChange.of(row).state(JobState.RUNNING), NOW));
    assertEquals(Map.of(), table.stuck(NOW));
    assertEquals(Map.of("port_scan", 1L), table.stuck(NOW.plusSeconds(600)));
    JobRow running = table.find(ID).orElseThrow();
    assertTrue(table.change(ID, row.epoch(), RowChange.of(running).ran(5), NOW.plusSeconds(599)));
    assertEquals(Map.of(), table.stuck(NOW.plusSeconds(599)));
  }

  /** A stale owner can write nothing, whatever it tries. */
  @Test
  void writesOfAnEarlierOwnerChangeNothing() {
    JobRow first = claimed(ID);
    JobRow second = table.claim(ID).orElseThrow();
    assertEquals(first.epoch() + 1, second.epoch());
    List<Host> found = List.of(host("10.0.0.2", "up", port(22, "open", "ssh")));
    assertFalse(table.finish(ID, first.epoch(), result(0, found, List.of()), NOW));
    assertFalse(table.change(ID, first.epoch(), RowChange.of(first).state(JobState.PAUSED), NOW));
    assertEquals(second, table.find(ID).orElseThrow());
    assertEquals(List.of(), hosts.hosts(ID, HostQuery.ALL).items());
    assertEquals(List.of(0L, 1L), table.missing(ID, 2, 2));
    assertEquals(List.of(), table.problems(ID, 10, Optional.empty()).items());
    assertTrue(table.finish(ID, second.epoch(), result(0, found, List.of()), NOW));
    assertEquals(1, hosts.hosts(ID, HostQuery.ALL).items().size());
  }

  /** Block, hosts, ports, problems and counters are stored together. */
  @Test
  void aBlockIsOneTransaction() {
    JobRow row = claimed(ID);
    List<Host> found =
        List.of(
            host("10.0.0.2", "up", port(22, "open", "ssh"), port(80, "closed", "http")),
            host("10.0.0.3", "down"));
    CutBlock again = new CutBlock(2, "10.0.0.4/31", 1, 2);
    assertTrue(table.finish(ID, row.epoch(), result(0, found, List.of(again)), NOW));
    JobRow after = table.find(ID).orElseThrow();
    assertEquals(2, after.counters().hostsDone());
    assertEquals(1, after.counters().hostsUp());
    assertEquals(1, after.counters().openPorts());
    assertEquals(3, after.counters().blocksTotal());
    assertEquals(1, after.counters().blocksDone());
    assertEquals(1, after.counters().blocksFailed());
    assertEquals(1, after.counters().problems());
    assertEquals(1, after.nextBlock());
    assertEquals(1500, after.ranMillis());
    assertEquals(List.of(again), table.waiting(ID, 0, 10));
    assertEquals(List.of("10.0.0.1"), table.leftOut(ID));
    assertEquals(1, table.hostsWithProblems(ID));
    // A second write of the same result, whose success its owner did not learn, changes nothing.
    assertTrue(table.finish(ID, row.epoch(), result(0, found, List.of(again)), NOW));
    assertEquals(after, table.find(ID).orElseThrow());
    // A host that is already there fails the whole block.
    assertThrows(
        RuntimeException.class,
        () -> table.finish(ID, row.epoch(), result(1, found, List.of()), NOW));
    assertEquals(after, table.find(ID).orElseThrow());
    assertTrue(
        table.finish(ID, row.epoch(), result(2, List.of(host("10.0.0.4", "up")), List.of()), NOW));
    assertEquals(List.of(), table.waiting(ID, 0, 10));
    assertEquals(List.of(1L), table.missing(ID, 2, 2));
  }

  @Test
  void boundsAndIdenticalJobs() {
    assertInstanceOf(Adding.Added.class, table.add(job("a", "anna", "d1"), 3, 2));
    Adding identical = table.add(job("b", "anna", "d1"), 3, 2);
    assertEquals("a", assertInstanceOf(Adding.Identical.class, identical).row().id());
    assertInstanceOf(Adding.Added.class, table.add(job("c", "anna", "d2"), 3, 2));
    assertEquals(new Adding.Full(true, 2), table.add(job("d", "anna", "d3"), 3, 2));
    assertInstanceOf(Adding.Added.class, table.add(job("e", "bert", "d1"), 3, 2));
    assertEquals(new Adding.Full(false, 3), table.add(job("f", "cora", "d1"), 3, 2));
    JobRow row = table.claim("a").orElseThrow();
    table.change(
        "a", row.epoch(), RowChange.of(row).ended(JobState.COMPLETED, NOW, List.of()), NOW);
    assertEquals(Optional.empty(), table.claim("a"));
    assertInstanceOf(Adding.Added.class, table.add(job("b", "anna", "d1"), 3, 2));
  }

  static Stream<Arguments> changesOfTheFirst() {
    List<String> same = List.of("10.0.0.1");
    OptionalInt rate = OptionalInt.of(100);
    return Stream.of(
        change("nothing", row -> row, true),
        change("paused", row -> row.state(JobState.PAUSED), true),
        change("being paused", row -> row.state(JobState.PAUSING), true),
        change("being cancelled", row -> row.state(JobState.CANCELLING), false),
        change("another priority", row -> row.limits(9, same, rate, 8), true),
        change(
            "more excluded", row -> row.limits(5, List.of("10.0.0.1", "10.0.0.2"), rate, 7), false),
        change("nothing excluded", row -> row.limits(5, List.of(), rate, 9), false),
        change("another rate", row -> row.limits(5, same, OptionalInt.of(99), 8), false),
        change("no rate", row -> row.limits(5, same, OptionalInt.empty(), 8), false));
  }

  private static Arguments change(String what, UnaryOperator<RowChange> change, boolean joined) {
    return Arguments.of(what, change, joined);
  }

  /** A job is joined only if it does what the second start asks for. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("changesOfTheFirst")
  void aJobIsIdenticalAsLongAsItDoesTheSame(
      String what, UnaryOperator<RowChange> change, boolean joined) {
    table.add(job("a", "anna", "d1"), 9, 9);
    JobRow row = table.claim("a").orElseThrow();
    assertTrue(table.change("a", row.epoch(), change.apply(RowChange.of(row)), NOW));
    Adding second = table.add(job("b", "anna", "d1"), 9, 9);
    assertEquals(joined, second instanceof Adding.Identical, what);
    // The one that is joined is the one that does the same, also if it is not the first.
    Adding third = table.add(job("c", "anna", "d1"), 9, 9);
    assertEquals(joined ? "a" : "b", assertInstanceOf(Adding.Identical.class, third).row().id());
  }

  @Test
  void aJobAfterItsDeadlineIsLateAndNotJoined() {
    table.add(job("a", "anna", "d1"), 9, 9);
    Instant end = NOW.plusSeconds(60);
    assertInstanceOf(Adding.Identical.class, table.add(job("b", "anna", "d1", NOW), 9, 9));
    assertFalse(table.open(end).getFirst().late());
    assertTrue(table.open(end.plusMillis(1)).getFirst().late());
    assertInstanceOf(Adding.Added.class, table.add(job("b", "anna", "d1", end), 9, 9));
  }

  private Optional<String> completeBefore(String id, String principal) {
    return table.completeBefore(id, "lab", principal).map(JobRow::id);
  }

  @Test
  void theJobBeforeIsOfTheSamePrincipal() {
    for (String id : List.of("a1", "b1", "a2", "b2")) {
      added(id, id.startsWith("a") ? "anna" : "bert");
      JobRow row = table.claim(id).orElseThrow();
      table.change(
          id, row.epoch(), RowChange.of(row).ended(JobState.COMPLETED, NOW, List.of()), NOW);
    }
    assertEquals(Optional.of("a1"), completeBefore("a2", "anna"));
    assertEquals(Optional.of("b1"), completeBefore("b2", "bert"));
    assertEquals(Optional.empty(), completeBefore("a1", "anna"));
    assertEquals(Optional.empty(), completeBefore("b1", "bert"));
    assertEquals(Optional.empty(), completeBefore("none", "anna"));
  }

  /** A page neither repeats nor skips rows while others are added and deleted. */
  @Test
  void pagesAreStable() {
    for (int i = 0; i < 7; i++) {
      added("job" + i, i % 2 == 0 ? "anna" : "bert");
    }
    JobQuery query = paged(JobQuery.ALL, 2, Optional.empty());
    Page<JobRow> first = list(query, Optional.empty());
    assertEquals(List.of("job6", "job5"), first.items().stream().map(JobRow::id).toList());
    added("job7", "anna");
    Page<JobRow> second = list(paged(query, 10, first.next()), Optional.empty());
    assertEquals(
        List.of("job4", "job3", "job2", "job1", "job0"),
        second.items().stream().map(JobRow::id).toList());
    assertEquals(Optional.empty(), second.next());
    assertEquals(3, list(JobQuery.ALL, Optional.of("bert")).items().size());
    assertThrows(
        IllegalArgumentException.class,
        () -> list(paged(query, 2, Optional.of("%%")), Optional.empty()));
  }

  /** Jobs of several states are read state by state, which the pages do not show. */
  @Test
  void pagesOfSeveralStatesAreInOrder() {
    List<JobState> ends = List.of(JobState.COMPLETED, JobState.FAILED, JobState.QUEUED);
    Map<String, JobState> states = new HashMap<>();
    for (int i = 0; i < 60; i++) {
      String id = "job" + i;
      JobState state = ends.get(i * i % 3 + i % 2);
      added(id, i % 4 == 0 ? "bert" : "anna");
      states.put(id, state);
      if (state != JobState.QUEUED) {
        JobRow row = table.claim(id).orElseThrow();
        table.change(id, row.epoch(), RowChange.of(row).ended(state, NOW, List.of()), NOW);
      }
    }
    for (Set<JobState> asked :
        List.of(Set.of(JobState.FAILED), Set.copyOf(ends.subList(0, 2)), Set.copyOf(ends))) {
      for (Optional<String> principal : List.of(Optional.of("anna"), Optional.<String>empty())) {
        List<String> wanted = new ArrayList<>();
        for (int i = 59; i >= 0; i--) {
          if (asked.contains(states.get("job" + i)) && (principal.isEmpty() || i % 4 != 0)) {
            wanted.add("job" + i);
          }
        }
        List<String> found = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
          Page<JobRow> page =
              list(
                  new JobQuery(
                      asked, Optional.empty(), Optional.empty(), Optional.empty(), 7, cursor),
                  principal);
          page.items().forEach(row -> found.add(row.id()));
          cursor = page.next();
        } while (cursor.isPresent());
        assertEquals(wanted, found, asked + " of " + principal);
      }
    }
  }

  private Page<JobRow> list(JobQuery query, Optional<String> principal) {
    return table.list(query, principal, Function.identity());
  }

  /** Rows are read in steps of 16, which the pages do not show. */
  @Test
  void aListIsWholeWhateverItsLength() {
    for (int length = 0; length <= 50; length++) {
      for (int limit :
          length % 10 < 3 ? new int[] {15, 16, 17, 31, 32, 33, 49, 1000} : new int[0]) {
        List<String> found = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
          Page<String> page =
              table.list(paged(JobQuery.ALL, limit, cursor), Optional.of("anna"), JobRow::id);
          assertEquals(
              Math.min(limit, length - found.size()), page.items().size(), length + " by " + limit);
          found.addAll(page.items());
          cursor = page.next();
        } while (cursor.isPresent());
        assertEquals(
            IntStream.range(0, length).mapToObj(i -> "job" + i).toList().reversed(), found);
      }
      added("job" + length, "anna");
    }
  }

  @Test
  void thePlacesOfAListAreThoseOfEachJob() {
    for (int i = 0; i < 6; i++) {
      NewJob plain = job("job" + i, "anna", "");
      table.add(
          new NewJob(
              plain.id(),
              plain.name(),
              plain.tool(),
              plain.principal(),
              plain.digest(),
              plain.schedule(),
              plain.definition(),
              i % 3,
              plain.exclusions(),
              plain.maxRate(),
              plain.deadline(),
              plain.hostsTotal(),
              plain.blocksTotal(),
              plain.createdAt()),
          100,
          100);
    }
    JobRow row = table.claim("job4").orElseThrow();
    table.change("job4", row.epoch(), RowChange.of(row).state(JobState.RUNNING), NOW);
    Map<String, Integer> places = table.places();
    assertEquals(Set.of("job0", "job1", "job2", "job3", "job5"), places.keySet());
    places.forEach((id, place) -> assertEquals(OptionalInt.of(place), table.place(id), id));
  }

  /** PostgreSQL has no such character, and would refuse the statement. */
  @Test
  void aNulSelectsNothing() {
    added("job", "anna");
    Optional<String> nul = Optional.of("a\u0000");
    Optional<String> any = Optional.empty();
    for (JobQuery query :
        List.of(
            new JobQuery(Set.of(), nul, any, any, 10, any),
            new JobQuery(Set.of(), any, nul, any, 10, any),
            new JobQuery(Set.of(), any, any, nul, 10, any))) {
      assertEquals(List.of(), list(query, any).items());
    }
    assertEquals(
        List.of(),
        filtered(
            new HostQuery(false, OptionalInt.empty(), nul, any, any, Optional.empty(), 10, any)));
    assertEquals(
        List.of(),
        filtered(
            new HostQuery(false, OptionalInt.empty(), any, nul, any, Optional.empty(), 10, any)));
    assertEquals(Optional.empty(), table.find(nul.get()));
  }

  private static JobQuery paged(JobQuery query, int limit, Optional<String> cursor) {
    return new JobQuery(
        Set.of(JobState.QUEUED), query.tool(), query.name(), query.schedule(), limit, cursor);
  }

  @Test
  void hostsAreFilteredAndInTheOrderOfTheirAddresses() {
    JobRow row = claimed(ID);
    table.finish(
        ID,
        row.epoch(),
        result(
            0,
            List.of(
                host("fd00::1", "up", port(22, "open", "ssh")),
                host("10.0.0.10", "up", port(22, "open", "ssh"), port(80, "open", "http")),
                host("10.0.0.9", "up", port(22, "closed", "ssh")),
                host("9.255.0.1", "down"),
                host("200.0.0.1", "up", port(8080, "open", "http"))),
            List.of()),
        NOW);
    Consumer<Filter> check =
        filter -> assertEquals(filter.expected(), filtered(filter.query()), filter::toString);
    List.of(
            new Filter(HostQuery.ALL, "9.255.0.1", "10.0.0.9", "10.0.0.10", "200.0.0.1", "fd00::1"),
            new Filter(query(true, 0, "", "", ""), "10.0.0.10", "200.0.0.1", "fd00::1"),
            new Filter(query(false, 22, "", "", ""), "10.0.0.9", "10.0.0.10", "fd00::1"),
            new Filter(query(true, 22, "", "", ""), "10.0.0.10", "fd00::1"),
            new Filter(query(true, 0, "http", "", ""), "10.0.0.10", "200.0.0.1"),
            new Filter(query(true, 80, "ssh", "", "")),
            new Filter(query(false, 0, "", "down", ""), "9.255.0.1"),
            new Filter(query(false, 0, "", "", "10.0.0.0/24"), "10.0.0.9", "10.0.0.10"))
        .forEach(check);
    assertEquals(
        List.of(),
        hosts
            .hosts(
                ID,
                new HostQuery(
                    false,
                    OptionalInt.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(NOW.plusSeconds(1)),
                    10,
                    Optional.empty()))
            .items());
  }

  private record Filter(HostQuery query, List<String> expected) {
    Filter(HostQuery query, String... expected) {
      this(query, List.of(expected));
    }
  }

  private static HostQuery query(
      boolean open, int port, String service, String state, String target) {
    return new HostQuery(
        open,
        port == 0 ? OptionalInt.empty() : OptionalInt.of(port),
        Optional.of(service).filter(text -> !text.isEmpty()),
        Optional.of(state).filter(text -> !text.isEmpty()),
        Optional.of(target).filter(text -> !text.isEmpty()),
        Optional.empty(),
        100,
        Optional.empty());
  }

  @Test
  void aTargetThatIsNoAddressIsNamedWithWhatIsAllowed() {
    for (String wrong : List.of("foo", "10.0.0.0/33", "lab.internal", "10.0.0.1,10.0.0.2")) {
      HostQuery query = query(false, 0, "", "", wrong);
      for (Executable asked :
          List.<Executable>of(
              () -> hosts.hosts(ID, query), () -> hosts.inventory(query, Optional.empty()))) {
        String message = assertThrows(IllegalArgumentException.class, asked).getMessage();
        assertTrue(message.startsWith("target: '" + wrong + "' is not an address"), message);
        assertTrue(message.contains("a CIDR block (10.0.0.0/24)"), message);
      }
    }
  }

  /** By pages of two, so that the cursor takes part. */
  private List<String> filtered(HostQuery query) {
    List<String> found = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      Page<JobHost> page = hosts.hosts(ID, query.limit(2).after(cursor));
      page.items().forEach(host -> found.add(host.host().address()));
      cursor = page.next();
    } while (cursor.isPresent());
    return found;
  }

  @Test
  void aHostIsReadAsItWasWritten() {
    JobRow row = claimed(ID);
    List<Host> written = SampleJobs.office().hosts().stream().map(JobHost::host).toList();
    table.finish(ID, row.epoch(), result(0, written, List.of()), NOW);
    List<Host> read =
        hosts.hosts(ID, HostQuery.ALL.limit(1000)).items().stream().map(JobHost::host).toList();
    assertEquals(Set.copyOf(written), Set.copyOf(read));
  }

  @Test
  void theInventoryHasEachHostOnceAsItWasFoundLast() {
    for (int i = 0; i < 3; i++) {
      String id = "job" + i;
      added(id, i == 2 ? "bert" : "anna");
      JobRow row = table.claim(id).orElseThrow();
      table.finish(
          id,
          row.epoch(),
          result(0, List.of(host("10.0.0.2", "up", port(22 + i, "open", "ssh"))), List.of()),
          NOW.plus(i, ChronoUnit.HOURS));
    }
    var all = hosts.inventory(HostQuery.ALL, Optional.empty()).items();
    assertEquals(1, all.size());
    assertEquals("job2", all.getFirst().job());
    assertEquals(3, all.getFirst().jobs());
    assertEquals(NOW, all.getFirst().firstSeen());
    assertEquals(NOW.plus(2, ChronoUnit.HOURS), all.getFirst().lastSeen());
    var own = hosts.inventory(HostQuery.ALL, Optional.of("anna")).items();
    assertEquals("job1", own.getFirst().job());
    assertEquals(2, own.getFirst().jobs());
    assertEquals(
        List.of(), hosts.inventory(query(true, 24, "", "", ""), Optional.of("anna")).items());
  }

  /** A host of a job that probed port 22 and found it closed. */
  private static Host closed22(String address) {
    return new Host(
        address,
        List.of(),
        "up",
        "",
        Scan.COMPLETE,
        List.of(),
        List.of(new PortGroup("closed", new Ranges(3, List.of("21-23"), 0), "reset")),
        Traits.NONE);
  }

  /** An early job and a late one found each of these hosts. */
  private void foundTwice() {
    Port ssh = port(22, "open", "ssh");
    finished(
        "early",
        NOW,
        host("10.1.0.1", "up", ssh),
        host("10.1.0.2", "up", ssh),
        host("10.1.0.3", "up", ssh),
        host("10.1.0.4", "up", ssh),
        host("10.1.0.5", "up", ssh),
        host("10.1.0.6", "up", ssh),
        host("10.1.0.7", "up", ssh, port(443, "open", "https")));
    finished(
        "late",
        NOW.plus(2, ChronoUnit.HOURS),
        closed22("10.1.0.1"),
        host("10.1.0.2", "up", port(80, "open", "http")),
        host("10.1.0.3", "down"),
        host("10.1.0.4", "up").notAsked("no-route"),
        host("10.1.0.5", "up", port(22, "open", "http")),
        host("10.1.0.6", "up", port(22, "open", "")),
        closed22("10.1.0.7"));
  }

  private void finished(String id, Instant at, Host... found) {
    JobRow row = claimed(id);
    assertTrue(table.finish(id, row.epoch(), result(0, List.of(found), List.of()), at));
  }

  @Test
  void theInventoryListsWhatTheNewestRowThatCoversTheFilterSays() {
    foundTwice();
    HostQuery recent22 = since(query(true, 22, "", "", ""), NOW.plusSeconds(60));
    Consumer<Filter> check =
        filter ->
            assertEquals(filter.expected(), inventoried(filter.query()), filter.query()::toString);
    List.of(
            new Filter(
                HostQuery.ALL,
                "1 late",
                "2 late",
                "3 late",
                "4 late",
                "5 late",
                "6 late",
                "7 late"),
            new Filter(
                query(false, 0, "", "up", ""), "1 late", "2 late", "5 late", "6 late", "7 late"),
            new Filter(query(false, 0, "", "down", ""), "3 late"),
            new Filter(query(true, 22, "", "", ""), "2 early", "4 early", "5 late", "6 late"),
            new Filter(query(false, 22, "", "", ""), "2 early", "4 early", "5 late", "6 late"),
            new Filter(
                query(true, 0, "", "", ""), "2 late", "4 early", "5 late", "6 late", "7 early"),
            new Filter(query(true, 0, "ssh", "", ""), "2 early", "4 early", "6 early"),
            new Filter(query(true, 22, "", "up", ""), "2 early", "4 early", "5 late", "6 late"),
            new Filter(query(true, 443, "", "", ""), "7 early"),
            new Filter(query(true, 22, "", "", "10.1.0.0/30"), "2 early"),
            new Filter(since(HostQuery.ALL, NOW.plus(1, ChronoUnit.DAYS))),
            new Filter(recent22, "5 late", "6 late"))
        .forEach(check);
  }

  private static HostQuery since(HostQuery query, Instant time) {
    return new HostQuery(
        query.open(),
        query.port(),
        query.service(),
        query.state(),
        query.target(),
        Optional.of(time),
        query.limit(),
        query.cursor());
  }

  /** The last digit of each address and the job, by pages of two. */
  private List<String> inventoried(HostQuery query) {
    List<String> found = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      Page<InventoryHost> page = hosts.inventory(query.limit(2).after(cursor), Optional.of("anna"));
      assertEquals(page, hosts.inventory(query.limit(2).after(cursor), Optional.empty()));
      page.items()
          .forEach(
              host ->
                  found.add(
                      host.host().address().substring("10.1.0.".length()) + " " + host.job()));
      cursor = page.next();
    } while (cursor.isPresent());
    return found;
  }

  /** The time of a page is bounded, also if next to nothing passes any more. */
  @Test
  void aPageOfTheInventoryLooksAtSomeAddressesAndContinues() {
    Port ssh = port(22, "open", "ssh");
    List<Host> early = new ArrayList<>();
    List<Host> late = new ArrayList<>();
    for (int i = 0; i < 1_200; i++) {
      String address = "10.2." + i / 256 + "." + i % 256;
      early.add(host(address, "up", ssh));
      late.add(closed22(address));
    }
    early.add(host("10.3.0.1", "up", ssh));
    finished("early", NOW, early.toArray(Host[]::new));
    finished("late", NOW.plusSeconds(1), late.toArray(Host[]::new));
    List<List<String>> pages = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      Page<InventoryHost> page =
          hosts.inventory(query(true, 22, "", "", "").after(cursor), Optional.empty());
      pages.add(page.items().stream().map(host -> host.host().address()).toList());
      cursor = page.next();
    } while (cursor.isPresent());
    assertTrue(pages.size() > 2, pages::toString);
    assertEquals(List.of("10.3.0.1"), pages.removeLast());
    assertEquals(Set.of(List.of()), Set.copyOf(pages));
  }

  @Test
  void deletionDeletesEverything() {
    JobRow row = claimed(ID);
    table.finish(
        ID,
        row.epoch(),
        result(0, List.of(host("10.0.0.2", "up", port(22, "open", "ssh"))), List.of()),
        NOW);
    assertFalse(table.delete(ID));
    table.change(ID, row.epoch(), RowChange.of(row).ended(JobState.PARTIAL, NOW, List.of()), NOW);
    assertTrue(table.delete(ID));
    assertNoRows();
    assertFalse(table.delete(ID));
  }

  private void assertNoRows() {
    for (String name :
        List.of(
            "scan_job", "scan_block", "scan_host", "scan_port", "scan_problem", "scan_deletion")) {
      assertEquals(
          0,
          store
              .sql()
              .<Integer>read(
                  handle ->
                      handle
                          .createQuery("SELECT COUNT(*) FROM " + name)
                          .mapTo(Integer.class)
                          .one()),
          name);
    }
  }

  /** As after a kill behind the first transaction. Nobody sees what is left of the job. */
  @Test
  void aDeletionThatWasInterruptedIsFinished() {
    String kept = "kept";
    for (String id : List.of(kept, ID)) {
      JobRow row = claimed(id);
      String own = id.equals(ID) ? "10.0.0.3" : "10.0.0.2";
      Port ssh = port(22, "open", "ssh");
      List<Host> found = List.of(host("10.0.0.1", "up", ssh), host(own, "up", ssh));
      table.finish(id, row.epoch(), result(0, found, List.of()), NOW);
      table.change(
          id, row.epoch(), RowChange.of(row).ended(JobState.COMPLETED, NOW, List.of()), NOW);
    }
    assertEquals(true, store.sql().<Boolean>write(handle -> JobDeletion.hide(handle, ID)));
    assertEquals(Optional.empty(), table.find(ID));
    assertEquals(
        List.of(kept),
        list(JobQuery.ALL, Optional.empty()).items().stream().map(JobRow::id).toList());
    assertEquals(Map.of(JobState.COMPLETED, 1L), table.count());
    assertEquals(1, table.changedSince(NOW.minusSeconds(1), 10).size());
    JobRow later = claimed("later");
    assertEquals(Optional.of(kept), completeBefore("later", "anna"));
    for (HostQuery query : List.of(HostQuery.ALL, query(true, 22, "", "", ""))) {
      for (Optional<String> principal : List.of(Optional.<String>empty(), Optional.of("anna"))) {
        var inventory = hosts.inventory(query, principal).items();
        assertEquals(
            List.of("10.0.0.1 kept 1", "10.0.0.2 kept 1"),
            inventory.stream()
                .map(host -> host.host().address() + " " + host.job() + " " + host.jobs())
                .toList());
      }
    }
    assertFalse(table.delete(ID));
    assertThrows(RuntimeException.class, () -> table.add(job(ID, "anna", ""), 100, 100));
    assertEquals(1, table.finishDeletions());
    assertEquals(0, table.finishDeletions());
    assertEquals(2, hosts.hosts(kept, HostQuery.ALL).items().size());
    assertEquals(1, table.problems(kept, 10, Optional.empty()).items().size());
    table.change(
        "later", later.epoch(), RowChange.of(later).ended(JobState.FAILED, NOW, List.of()), NOW);
    assertTrue(table.delete(kept));
    assertTrue(table.delete("later"));
    assertNoRows();
    assertInstanceOf(Adding.Added.class, table.add(job(ID, "anna", ""), 100, 100));
  }
}
