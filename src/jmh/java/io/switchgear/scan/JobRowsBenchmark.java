package io.switchgear.scan;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.switchgear.scan.job.HostQuery;
import io.switchgear.scan.job.JobHost;
import io.switchgear.scan.job.Page;
import io.switchgear.scan.sql.BlockResult;
import io.switchgear.scan.sql.HostTable;
import io.switchgear.scan.sql.JobRow;
import io.switchgear.scan.sql.JobTable;
import io.switchgear.scan.sql.NewJob;
import io.switchgear.store.Store;
import io.switchgear.testing.Postgres;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.PortGroup;
import io.switchgear.tool.hosts.HostFindings.Scan;
import io.switchgear.tool.hosts.HostFindings.Service;
import io.switchgear.tool.hosts.HostFindings.Traits;
import io.switchgear.tool.hosts.Ranges;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/**
 * Writes the results of a job of a million hosts (a fifth of them up, with three open ports), one
 * transaction for each block of 64, and reads pages of it.
 *
 * <pre>
 * ./sbt 'Jmh/runMain io.switchgear.scan.JobRowsBenchmark h2 1000000'
 * ./sbt 'Jmh/runMain io.switchgear.scan.JobRowsBenchmark postgresql 1000000'
 * </pre>
 */
public final class JobRowsBenchmark {

  private static final int BLOCK = 64;
  private static final int PAGES = 300;

  private JobRowsBenchmark() {}

  public static void main(String[] args) throws Exception {
    int hosts = Integer.parseInt(args[1]);
    Path folder = Files.createTempDirectory("job-rows");
    try (Store store =
        args[0].equals("h2") ? Store.open(folder) : Store.open(Postgres.freshDatabase(), "bench")) {
      run(args[0], store, hosts);
    }
    System.exit(0);
  }

  private static void run(String database, Store store, int hosts) {
    JobTable table = new JobTable(store.sql());
    String id = "0123456789abcdef0123456789abcdef";
    table.add(
        new NewJob(
            id,
            "bench",
            "port_scan",
            "bench",
            "",
            "",
            JsonNodeFactory.instance.objectNode(),
            5,
            List.of(),
            OptionalInt.empty(),
            Optional.empty(),
            hosts,
            hosts / BLOCK,
            Instant.now()),
        10,
        10);
    JobRow row = table.claim(id).orElseThrow();
    long heapBefore = heap();
    long mostHeap = 0;
    long begun = System.nanoTime();
    for (int block = 0; block * BLOCK < hosts; block++) {
      List<Host> found = new ArrayList<>(BLOCK);
      for (int i = block * BLOCK; i < Math.min(hosts, (block + 1) * BLOCK); i++) {
        found.add(host(i));
      }
      table.finish(
          id,
          row.epoch(),
          new BlockResult(
              block,
              false,
              1,
              "bench",
              "",
              found,
              found.size(),
              false,
              List.of(),
              List.of(),
              block + 1,
              0,
              Optional.empty()),
          Instant.now());
      if (block % 4_000 == 3_999) {
        mostHeap = Math.max(mostHeap, heap());
        System.out.printf(
            "  %,d hosts, %,.0f hosts/s, heap %d MiB%n",
            (block + 1) * BLOCK, (block + 1.0) * BLOCK / seconds(begun), heap() >> 20);
      }
    }
    System.out.printf(
        "%s: %,d hosts in %.1f s: %,.0f hosts/s; heap after GC %d MiB before, at most %d MiB%n",
        database, hosts, seconds(begun), hosts / seconds(begun), heapBefore >> 20, mostHeap >> 20);
    pages(database, new HostTable(store.sql()), id, hosts);
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private static long heap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static String address(int i) {
    return "10." + (i >> 16 & 255) + "." + (i >> 8 & 255) + "." + (i & 255);
  }

  private static Host host(int i) {
    boolean up = i % 5 == 0;
    List<Port> ports =
        up
            ? List.of(port(22, "ssh"), port(80, "http"), port(8000 + i % 100, "http-alt"))
            : List.of();
    return new Host(
        address(i),
        List.of(),
        up ? "up" : "down",
        up ? "syn-ack" : "no-response",
        Scan.COMPLETE,
        ports,
        up
            ? List.of(new PortGroup("closed", new Ranges(97, List.of("1-21", "23-79"), 0), "reset"))
            : List.of(),
        Traits.NONE);
  }

  private static Port port(int number, String service) {
    return new Port(number, "tcp", "open", "syn-ack", Service.usual(service), "", "", List.of());
  }

  /** Pages of 100 from random places, with each filter. */
  private static void pages(String database, HostTable table, String id, int hosts) {
    List<HostQuery> queries =
        List.of(
            HostQuery.ALL,
            query(true, 0, "", ""),
            query(true, 22, "", ""),
            query(true, 8042, "", ""),
            query(true, 0, "http", ""),
            query(false, 0, "", "down"));
    Random random = new Random(7);
    for (HostQuery query : queries) {
      double[] millis = new double[PAGES];
      for (int i = 0; i < PAGES; i++) {
        Page<JobHost> place =
            table.hosts(
                id,
                new HostQuery(
                    false,
                    OptionalInt.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(address(random.nextInt(hosts - 1_000) & ~1) + "/31"),
                    Optional.empty(),
                    1,
                    Optional.empty()));
        long begun = System.nanoTime();
        table.hosts(id, query.after(place.next()));
        millis[i] = (System.nanoTime() - begun) / 1e6;
      }
      Arrays.sort(millis);
      System.out.printf(
          "%s: page of 100, open %s port %s service %s state %s: p50 %.1f ms, p99 %.1f ms, max %.1f"
              + " ms%n",
          database,
          query.open(),
          query.port().orElse(0),
          query.service().orElse("-"),
          query.state().orElse("-"),
          millis[PAGES / 2],
          millis[PAGES * 99 / 100],
          millis[PAGES - 1]);
    }
  }

  private static HostQuery query(boolean open, int port, String service, String state) {
    return new HostQuery(
        open,
        port == 0 ? OptionalInt.empty() : OptionalInt.of(port),
        Optional.of(service).filter(text -> !text.isEmpty()),
        Optional.of(state).filter(text -> !text.isEmpty()),
        Optional.empty(),
        Optional.empty(),
        100,
        Optional.empty());
  }
}
