package io.switchgear.scan.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.config.JobSettings;
import io.switchgear.config.Settings;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.plan.JobDefinition;
import io.switchgear.scan.sql.HostTable;
import io.switchgear.scan.sql.JobTable;
import io.switchgear.scan.sql.NewJob;
import io.switchgear.scope.ExclusionList;
import io.switchgear.scope.RangeSet;
import io.switchgear.store.Sql;
import io.switchgear.store.Store;
import io.switchgear.testing.Await;
import io.switchgear.tool.DataJson;
import io.switchgear.tool.HeldTools;
import io.switchgear.tool.PinnedTargets;
import io.switchgear.tool.ToolPlan;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding.ShardCommand;
import org.jdbi.v3.core.HandleCallback;
import org.junit.jupiter.api.Test;

/** A job with a block that runs for long stores that it progresses, so that it is not stuck. */
class StoredProgressTest {

  private static final String ID = "0123456789abcdef0123456789abcdef";

  private static final long START = 1;

  private final AtomicLong nanos = new AtomicLong(START);
  private final ActorTestKit kit = ActorTestKit.create();
  private final TestProbe<ShardCommand> shard = kit.createTestProbe(ShardCommand.class);
  private final TestProbe<BlockWorkers.Command> worker =
      kit.createTestProbe(BlockWorkers.Command.class);
  private ActorRef<ScanJob.Command> scan;

  private static NewJob job() {
    PinnedTargets targets = new PinnedTargets(List.of("10.0.0.0/30"), Map.of(), List.of(), 4);
    ToolPlan plan = ToolPlan.of(HeldTools.call("scan", "{}")).with(targets);
    return new NewJob(
        ID,
        "long",
        "scan",
        "anna",
        "",
        "",
        DataJson.write(new JobDefinition(plan, false, 16, 16, false, 0)),
        5,
        List.of(),
        OptionalInt.empty(),
        Optional.empty(),
        4,
        1,
        Instant.now());
  }

  /** Counts the transactions. */
  private static final class CountingSql implements Sql {
    private final Sql sql;
    private final AtomicInteger writes = new AtomicInteger();

    CountingSql(Sql sql) {
      this.sql = sql;
    }

    @Override
    public <T> T read(HandleCallback<T, RuntimeException> work) {
      return sql.read(work);
    }

    @Override
    public <T> T write(HandleCallback<T, RuntimeException> work) {
      writes.incrementAndGet();
      return sql.write(work);
    }
  }

  private JobParts parts(Sql sql) {
    JobSettings settings =
        Settings.load(Optional.empty(), Map.of("switchgear.jobs.block-timeout", "1h")).jobs();
    return new JobParts(
        new JobTable(sql),
        new HostTable(sql),
        (plan, exclude) ->
            CompletableFuture.completedFuture(new ExclusionList.Known(RangeSet.EMPTY)),
        () -> settings,
        new JobFeed(),
        Clock.systemUTC(),
        nanos::get,
        () -> {});
  }

  @Test
  void progressInsideABlockIsStoredOnceAMinute() {
    try (Store store = Store.inMemory()) {
      CountingSql sql = new CountingSql(store.sql());
      new JobTable(sql).add(job(), 10, 10);
      kit.system()
          .receptionist()
          .tell(
              Receptionist.register(
                  BlockWorkers.KEY, kit.createTestProbe(BlockWorkers.Command.class).getRef()));
      scan = kit.spawn(ScanJob.create(ID, shard.getRef(), parts(sql)));
      scan.tell(ScanJob.Begin.BEGIN);
      Await.value("the running job", this::view, job -> job.state() == JobState.RUNNING);
      scan.tell(new ScanJob.TakeBlock("node", worker.getRef()));
      ScanJob.Assignment block = worker.expectMessageClass(BlockWorkers.Run.class).block();
      int before = sql.writes.get();
      Instant start = view().updatedAt();

      alive(block, 0.2, 30);
      alive(block, 0.2, 90);
      alive(block, 0.4, 90);
      Job first = Await.value("the first", this::view, job -> job.updatedAt().isAfter(start));
      alive(block, 0.5, 149);
      alive(block, 0.6, 151);
      Await.value("the next", this::view, job -> job.updatedAt().isAfter(first.updatedAt()));
      assertEquals(before + 2, sql.writes.get());
      assertEquals(151_000, new JobTable(sql).find(ID).orElseThrow().ranMillis());
    } finally {
      kit.shutdownTestKit();
    }
  }

  /** Returns when the message has been handled. */
  private void alive(ScanJob.Assignment block, double done, int second) {
    nanos.set(START + Duration.ofSeconds(second).toNanos());
    scan.tell(new ScanJob.BlockAlive(block.number(), block.attempt(), done, worker.getRef()));
    view();
  }

  private Job view() {
    TestProbe<ScanJob.Described> views = kit.createTestProbe();
    scan.tell(new ScanJob.Describe(views.getRef()));
    return views.receiveMessage().job().orElseThrow();
  }
}
