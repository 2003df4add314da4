package io.switchgear.scan;

import static io.switchgear.scan.EngineLab.ANNA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.switchgear.scan.job.HostQuery;
import io.switchgear.scan.job.JobAnswer;
import io.switchgear.scan.job.JobChange;
import io.switchgear.scan.job.JobQuery;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.job.Page;
import io.switchgear.store.Store;
import io.switchgear.testing.Await;
import io.switchgear.testing.Postgres;
import io.switchgear.tool.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Ids and filters that a database refuses as they are: none of them looks like an outage. */
@Tag("network")
@Tag("process")
class UnstorableTextTest {

  private static final List<String> NO_IDS =
      List.of(
          "\0", "", "x", "0123456789abcdef0123456789abcde\0", "0123456789ABCDEF0123456789ABCDEF");

  private static final JobQuery JOBS = JobQuery.ALL;
  private static final HostQuery HOSTS = HostQuery.ALL;

  static Stream<Arguments> stores() {
    return Stream.of(
        arguments("H2", (Supplier<Store>) Store::inMemory),
        arguments(
            "PostgreSQL", (Supplier<Store>) () -> Store.open(Postgres.freshDatabase(), "lab")));
  }

  private static JobQuery jobs(
      Optional<String> tool, Optional<String> name, Optional<String> schedule) {
    return new JobQuery(Set.of(), tool, name, schedule, JOBS.limit(), Optional.empty());
  }

  private static HostQuery hosts(Optional<String> service, Optional<String> since) {
    return new HostQuery(
        false,
        OptionalInt.empty(),
        service,
        Optional.empty(),
        Optional.empty(),
        since.map(Instant::parse),
        HOSTS.limit(),
        Optional.empty());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("stores")
  void areNoOutage(String kind, Supplier<Store> open) {
    try (Store store = open.get();
        EngineLab lab = new EngineLab(store.sql(), Map.of())) {
      lab.answering = plan -> Optional.of(EngineLab.success(plan));
      String job = lab.start(lab.request("127.0.0.1"));
      lab.until(job, JobState.COMPLETED);
      NO_IDS.forEach(id -> isUnknown(lab.jobs(), id));
      filtersFindNothing(lab.jobs(), job);
      lab.until(lab.start(lab.request("127.0.0.2").named("a\0b")), JobState.COMPLETED);
      assertEquals(Optional.empty(), store.trouble());
    }
  }

  private static void isUnknown(Jobs jobs, String id) {
    assertEquals(Optional.empty(), Await.result("find", jobs.find(id, ANNA)));
    assertEquals(Optional.empty(), Await.result("hosts", jobs.hosts(id, HOSTS, ANNA)));
    assertEquals(Optional.empty(), Await.result("outcome", jobs.outcome(id, ANNA)));
    assertEquals(Optional.empty(), Await.result("questions", jobs.questions(id, ANNA)));
    assertEquals(
        Optional.empty(), Await.result("export", jobs.exporting(id, "json", "http", ANNA)));
    assertEquals(
        List.of(), Await.result("problems", jobs.problems(id, 1, Optional.empty(), ANNA)).items());
    JobChange change = new JobChange(Optional.empty(), OptionalInt.of(1), OptionalInt.empty());
    for (Function<Caller, CompletionStage<JobAnswer>> order :
        List.<Function<Caller, CompletionStage<JobAnswer>>>of(
            caller -> jobs.pause(id, caller),
            caller -> jobs.resume(id, caller),
            caller -> jobs.cancel(id, caller),
            caller -> jobs.delete(id, caller),
            caller -> jobs.change(id, change, caller),
            caller -> jobs.answer(id, Map.of(), caller))) {
      assertEquals(new JobAnswer.Unknown(), Await.result("the order", order.apply(ANNA)));
    }
  }

  private static void filtersFindNothing(Jobs jobs, String job) {
    Optional<String> none = Optional.empty();
    Optional<String> nul = Optional.of("ssh\0");
    for (JobQuery query :
        List.of(jobs(nul, none, none), jobs(none, nul, none), jobs(none, none, nul))) {
      assertEquals(List.of(), Await.result("jobs", jobs.list(query, ANNA)).items());
    }
    HostQuery services = hosts(nul, none);
    assertEquals(List.of(), Await.result("all", jobs.inventory(services, ANNA)).items());
    assertEquals(
        List.of(), Await.result("hosts", jobs.hosts(job, services, ANNA)).orElseThrow().items());
    for (String since : List.of("-9999-01-01T00:00:00Z", "+300000-01-01T00:00:00Z")) {
      isRefused("since", jobs.inventory(hosts(none, Optional.of(since)), ANNA));
      isRefused("since", jobs.hosts(job, hosts(none, Optional.of(since)), ANNA));
    }
    for (String held : List.of("0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z")) {
      HostQuery query = hosts(none, Optional.of(held));
      Page<?> found = Await.result("hosts", jobs.inventory(query, ANNA));
      assertEquals(held.startsWith("0") ? 1 : 0, found.items().size(), held);
    }
  }

  private static void isRefused(String field, CompletionStage<?> answer) {
    CompletionException failed =
        assertThrows(CompletionException.class, () -> answer.toCompletableFuture().join());
    IllegalArgumentException refused =
        assertInstanceOf(IllegalArgumentException.class, failed.getCause());
    assertTrue(refused.getMessage().startsWith(field), refused::getMessage);
  }
}
