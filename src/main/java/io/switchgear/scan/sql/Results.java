package io.switchgear.scan.sql;

import io.switchgear.scan.job.JobProblem;
import io.switchgear.scan.sql.BlockResult.CutBlock;
import io.switchgear.tool.hosts.Addresses;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Port;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Writes the results of blocks. */
final class Results {

  private static final int NAME = 255;
  private static final int SERVICE = 64;

  private Results() {}

  record Numbered(long id, JobProblem problem) {}

  static boolean finish(Handle handle, String id, long epoch, BlockResult result, Instant now) {
    if (isFinished(handle, id, epoch, result.number())) {
      return true;
    }
    long up = result.hosts().stream().filter(Host::isUp).count();
    long open = result.hosts().stream().mapToLong(Host::openPorts).sum();
    int changed =
        handle
            .createUpdate(
                "UPDATE scan_job SET hosts_done = hosts_done + :done, hosts_up = hosts_up + :up,"
                    + " open_ports = open_ports + :open, blocks_total = blocks_total + :added,"
                    + " blocks_done = blocks_done + 1, blocks_failed = blocks_failed + :failed,"
                    + " problems = problems + :problems, next_block = CASE WHEN next_block < :next"
                    + " THEN :next ELSE next_block END, ran_millis = :ran, waiting = '', outcome ="
                    + " COALESCE(:outcome, outcome), updated_at = :now WHERE id = :id AND epoch ="
                    + " :epoch")
            .bind("done", result.hostsDone())
            .bind("up", up)
            .bind("open", open)
            .bind("added", result.again().size())
            .bind("failed", result.failed() ? 1 : 0)
            .bind("problems", result.problems().size())
            .bind("next", result.nextBlock())
            .bind("ran", result.ranMillis())
            .bind("outcome", result.outcome().orElse(null))
            .bind("now", Columns.time(now))
            .bind("id", id)
            .bind("epoch", epoch)
            .execute();
    if (changed != 1) {
      return false;
    }
    finishBlock(handle, id, result, now);
    addBlocks(handle, id, result.again());
    addProblems(handle, id, result.problems());
    addHosts(handle, id, result, now);
    return true;
  }

  /** A write whose success the caller did not learn is repeated. */
  private static boolean isFinished(Handle handle, String id, long epoch, long block) {
    return handle
            .createQuery(
                "SELECT COUNT(*) FROM scan_block b JOIN scan_job j ON j.id = b.job WHERE b.job ="
                    + " :job AND b.block = :block AND b.state = 'done' AND j.epoch = :epoch")
            .bind("job", id)
            .bind("block", block)
            .bind("epoch", epoch)
            .mapTo(Integer.class)
            .one()
        > 0;
  }

  private static void finishBlock(Handle handle, String id, BlockResult result, Instant now) {
    String excluded = result.excluded().isEmpty() ? null : result.excluded();
    if (!result.cut()) {
      handle
          .createUpdate(
              "INSERT INTO scan_block (job, block, state, attempts, worker, excluded, hosts,"
                  + " finished_at) VALUES (:job, :block, 'done', :attempts, :worker, :excluded,"
                  + " :hosts, :now)")
          .bind("job", id)
          .bind("block", result.number())
          .bind("attempts", result.attempts())
          .bind("worker", result.worker())
          .bind("excluded", excluded)
          .bind("hosts", result.hostsDone())
          .bind("now", Columns.time(now))
          .execute();
      return;
    }
    int changed =
        handle
            .createUpdate(
                "UPDATE scan_block SET state = 'done', attempts = :attempts, worker = :worker,"
                    + " excluded = :excluded, hosts = :hosts, finished_at = :now WHERE job = :job"
                    + " AND block = :block AND state = 'waiting'")
            .bind("attempts", result.attempts())
            .bind("worker", result.worker())
            .bind("excluded", excluded)
            .bind("hosts", result.hostsDone())
            .bind("now", Columns.time(now))
            .bind("job", id)
            .bind("block", result.number())
            .execute();
    if (changed != 1) {
      throw new IllegalStateException(
          "block " + result.number() + " of job " + id + " is finished twice");
    }
  }

  static void addBlocks(Handle handle, String id, List<CutBlock> blocks) {
    if (blocks.isEmpty() || isThere(handle, id, blocks.getFirst().number())) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO scan_block (job, block, state, attempts, worker, targets, hosts) VALUES"
                + " (?, ?, 'waiting', ?, '', ?, ?)");
    for (CutBlock block : blocks) {
      batch
          .bind(0, id)
          .bind(1, block.number())
          .bind(2, block.attempts())
          .bind(3, block.targets())
          .bind(4, block.hosts())
          .add();
    }
    batch.execute();
  }

  /** A change whose success its owner did not learn is repeated. */
  private static boolean isThere(Handle handle, String id, long block) {
    return handle
            .createQuery("SELECT COUNT(*) FROM scan_block WHERE job = :job AND block = :block")
            .bind("job", id)
            .bind("block", block)
            .mapTo(Integer.class)
            .one()
        > 0;
  }

  static void addProblems(Handle handle, String id, List<JobProblem> problems) {
    if (problems.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO scan_problem (job, kind, hosts, targets, message, at) VALUES"
                + " (?, ?, ?, ?, ?, ?)");
    for (JobProblem problem : problems) {
      batch
          .bind(0, id)
          .bind(1, problem.kind())
          .bind(2, problem.hosts())
          .bind(3, problem.targets())
          .bind(4, Columns.cut(problem.message(), 2000))
          .bind(5, Columns.time(problem.at()))
          .add();
    }
    batch.execute();
  }

  private static void addHosts(Handle handle, String id, BlockResult result, Instant now) {
    if (result.hosts().isEmpty()) {
      return;
    }
    OffsetDateTime at = Columns.time(now);
    PreparedBatch hosts =
        handle.prepareBatch(
            "INSERT INTO scan_host (job, address, state, scan, open_ports, name, mac, os, block,"
                + " seen_at, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    PreparedBatch ports =
        handle.prepareBatch(
            "INSERT INTO scan_port (job, address, protocol, port, state, service, product, version,"
                + " seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (Host host : result.hosts()) {
      byte[] address = Columns.address(Addresses.literal(host.address()).orElseThrow());
      hosts
          .bind(0, id)
          .bind(1, address)
          .bind(2, host.state())
          .bind(3, host.scan().wire())
          .bind(4, (int) Math.min(Integer.MAX_VALUE, host.openPorts()))
          .bind(5, Columns.cut(host.names().isEmpty() ? "" : host.names().getFirst(), NAME))
          .bind(6, Columns.cut(host.traits().mac(), 32))
          .bind(
              7,
              Columns.cut(
                  host.traits().os().isEmpty() ? "" : host.traits().os().getFirst().name(), NAME))
          .bind(8, result.number())
          .bind(9, at)
          .bind(10, HostDetail.write(host))
          .add();
      Set<String> distinct = new HashSet<>();
      for (Port port : host.ports()) {
        if (!distinct.add(port.protocol() + port.port())) {
          continue;
        }
        ports
            .bind(0, id)
            .bind(1, address)
            .bind(2, port.protocol())
            .bind(3, port.port())
            .bind(4, Columns.cut(port.state(), 16))
            .bind(5, Columns.cut(port.service().name(), SERVICE))
            .bind(6, Columns.cut(port.service().product(), NAME))
            .bind(7, Columns.cut(port.service().version(), NAME))
            .bind(8, at)
            .add();
      }
    }
    hosts.execute();
    if (ports.size() > 0) {
      ports.execute();
    }
  }

  static Numbered problem(ResultSet row) throws SQLException {
    return new Numbered(
        row.getLong("id"),
        new JobProblem(
            row.getString("kind"),
            row.getLong("hosts"),
            row.getString("targets"),
            row.getString("message"),
            Columns.time(row, "at").orElseThrow()));
  }
}
