package io.switchgear.scan.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.switchgear.scan.Jobs;
import io.switchgear.scan.job.HostQuery;
import io.switchgear.scan.job.JobHost;
import io.switchgear.scan.job.Page;
import io.switchgear.tool.Caller;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.rendering.HostDetail;
import io.switchgear.tool.rendering.HostJson;
import io.switchgear.tool.rendering.HostText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * As many hosts of a page as fit into an answer. The page is cut between hosts and its cursor
 * continues behind the last host that is shown, so that a reader of all pages sees each host once.
 *
 * @param hosts all at the same level of detail
 * @param isShortened whether more is known of a host than is shown
 * @param next cursor of the next page
 */
public record HostPage(
    List<Host> hosts, HostDetail detail, boolean isShortened, Optional<String> next) {

  public HostPage {
    hosts = List.copyOf(hosts);
  }

  /** From most to least; the first is only for a page of one host. */
  private static final List<HostDetail> DETAILS =
      List.of(HostDetail.FULL, HostDetail.SHORT, HostDetail.LISTED, HostDetail.COUNTED);

  /**
   * Reads a page; empty if there is no such job.
   *
   * @param room bytes of each form
   */
  public static CompletionStage<Optional<HostPage>> read(
      Jobs jobs, String job, HostQuery query, Caller caller, int room) {
    return jobs.hosts(job, query, caller)
        .thenCompose(
            found -> {
              if (found.isEmpty()) {
                return CompletableFuture.completedFuture(Optional.empty());
              }
              int fitting = fitting(found.get().items(), room);
              return fitting == found.get().items().size()
                  ? CompletableFuture.completedFuture(Optional.of(whole(found.get(), room)))
                  : jobs.hosts(job, query.limit(fitting), caller)
                      .thenApply(shorter -> shorter.map(page -> whole(page, room)));
            });
  }

  /** How many hosts fit with their ports; at least one of those there are. */
  private static int fitting(List<JobHost> hosts, int room) {
    int left = room;
    int fitting = 0;
    for (JobHost host : hosts) {
      left -= size(host.host(), HostDetail.LISTED);
      if (left < 0) {
        break;
      }
      fitting++;
    }
    return hosts.isEmpty() ? 0 : Math.max(1, fitting);
  }

  /** All hosts of the page with the most detail that fits. */
  private static HostPage whole(Page<JobHost> page, int room) {
    List<Host> hosts = page.items().stream().map(JobHost::host).toList();
    HostDetail detail =
        DETAILS.stream()
            .skip(hosts.size() == 1 ? 0 : 1)
            .filter(each -> fits(hosts, each, room))
            .findFirst()
            .orElse(HostDetail.COUNTED);
    boolean shortened =
        detail != HostDetail.FULL
            && hosts.stream()
                .anyMatch(
                    host -> !HostJson.of(host, detail).equals(HostJson.of(host, HostDetail.FULL)));
    return new HostPage(hosts, detail, shortened, page.next());
  }

  private static boolean fits(List<Host> hosts, HostDetail detail, int room) {
    return hosts.stream().mapToLong(detail::minSize).sum() <= room
        && hosts.stream().mapToLong(host -> size(host, detail)).sum() <= room;
  }

  private static int size(Host host, HostDetail detail) {
    return Math.max(
        size(HostJson.of(host, detail)) + 1, size(TextNode.valueOf(HostText.of(host, detail))));
  }

  private static int size(JsonNode json) {
    return json.toString().getBytes(StandardCharsets.UTF_8).length;
  }

  public List<ObjectNode> json() {
    return hosts.stream().map(host -> HostJson.of(host, detail)).toList();
  }

  /** Paragraphs, each with the empty line before it. */
  String text() {
    StringBuilder out = new StringBuilder();
    hosts.forEach(host -> out.append(HostText.of(host, detail)));
    return out.toString();
  }
}
