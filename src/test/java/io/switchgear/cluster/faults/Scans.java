package io.switchgear.cluster.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.testing.Await;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Jobs that run while the faults happen. */
final class Scans {

  /** A kind of job, and how many hosts it has. */
  enum Kind {
    PORT_SCAN(128),
    NMAP(16);

    private final int hosts;

    Kind(int hosts) {
      this.hosts = hosts;
    }
  }

  private final FaultCluster cluster;

  Scans(FaultCluster cluster) {
    this.cluster = cluster;
  }

  private String body(Kind kind, String name) {
    String network = cluster.network().target(0);
    return switch (kind) {
      // Lasts about ten seconds.
      case PORT_SCAN ->
          """
          {"tool": "port_scan", "rate": 40, "name": "%s", "randomise": true,
           "arguments": {"targets": ["%s/25"], "ports": "6-8", "banners": false}}\
          """
              .formatted(name, network);
      case NMAP ->
          """
          {"tool": "nmap", "name": "%s", "arguments": {"targets": ["%s/28"], "ports": "5-9"}}\
          """
              .formatted(name, network);
    };
  }

  /** Starts a job at any node that is expected to answer, and returns its id. */
  String start(Kind kind, String name, Random random) {
    return Await.value(
            "a job with the id of " + name,
            () -> {
              try {
                return cluster
                    .live(random)
                    .client()
                    .ask("POST", "/api/v1/jobs", body(kind, name))
                    .path("id")
                    .asText();
              } catch (IOException again) {
                return again.toString();
              }
            },
            id -> id.matches("[0-9a-f]{32}"))
        .strip();
  }

  private JsonNode job(String id, Random random) {
    try {
      return cluster.live(random).client().get("/api/v1/jobs/" + id);
    } catch (IOException e) {
      return NodeClient.JSON.createObjectNode().put("problem", e.toString());
    }
  }

  void awaitProgress(String id, Random random) {
    Await.value(
        "the first hosts of job " + id,
        () -> job(id, random),
        job -> job.path("hosts_done").asLong() > 0);
  }

  /** Waits for the end of a job, and returns each host with its state and ports. */
  Map<String, String> hosts(Kind kind, String id, Random random) throws IOException {
    JsonNode ended =
        Await.value(
            "the end of job " + id,
            () -> job(id, random),
            job -> job.path("finished_at").isTextual());
    if (!ended.path("state").asText().equals("completed")
        || ended.path("hosts_done").asInt() != kind.hosts
        || ended.path("hosts_total").asInt() != kind.hosts) {
      throw new AssertionError("not complete: " + ended);
    }
    Map<String, String> hosts = new TreeMap<>();
    String cursor = "";
    do {
      JsonNode page =
          cluster.live(random).client().get("/api/v1/jobs/" + id + "/hosts?limit=100" + cursor);
      for (JsonNode host : page.path("hosts")) {
        StringBuilder text = new StringBuilder(host.path("state").asText());
        for (JsonNode port : host.path("ports")) {
          text.append(" ")
              .append(port.path("port").asInt())
              .append("/")
              .append(port.path("state").asText());
        }
        if (hosts.put(host.path("address").asText(), text.toString()) != null) {
          throw new AssertionError("twice: " + host);
        }
      }
      cursor =
          page.path("next_cursor").isTextual()
              ? "&cursor=" + page.path("next_cursor").asText()
              : "";
    } while (!cursor.isEmpty());
    return hosts;
  }
}
