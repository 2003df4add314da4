package io.switchgear.watch.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.scan.job.InventoryHost;
import io.switchgear.scan.job.JobHost;
import io.switchgear.scan.job.Page;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.rendering.HostDetail;
import io.switchgear.tool.rendering.HostJson;
import java.util.List;
import java.util.Optional;

/** Hosts of jobs. A host has the fields that it has in a tool's result, and some more. */
public final class JobHostJson {

  private JobHostJson() {}

  private static ObjectNode of(Host host) {
    return HostJson.of(host, HostDetail.FULL).put("open_ports", host.openPorts());
  }

  private static ObjectNode of(JobHost found) {
    return of(found.host()).put("seen_at", found.seenAt().toString());
  }

  private static ObjectNode of(InventoryHost found) {
    return of(found.host())
        .put("job", found.job())
        .put("jobs", found.jobs())
        .put("first_seen", found.firstSeen().toString())
        .put("last_seen", found.lastSeen().toString());
  }

  /**
   * A page of a job's hosts, in the order of their addresses.
   *
   * @param hosts each with {@code open_ports} and {@code seen_at}
   * @param nextCursor of the next page; null on the last one
   */
  public record All(List<ObjectNode> hosts, Optional<String> nextCursor) {

    public static All of(Page<JobHost> page) {
      return new All(page.items().stream().map(JobHostJson::of).toList(), page.next());
    }
  }

  /**
   * A page of the hosts of all jobs, in the order of their addresses, each as it was found last.
   *
   * @param hosts each with {@code open_ports}, {@code job}, {@code jobs}, {@code first_seen} and
   *     {@code last_seen}
   * @param nextCursor of the next page; null on the last one
   */
  public record Inventory(List<ObjectNode> hosts, Optional<String> nextCursor) {

    public static Inventory of(Page<InventoryHost> page) {
      return new Inventory(page.items().stream().map(JobHostJson::of).toList(), page.next());
    }
  }
}
