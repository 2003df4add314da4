package io.switchgear.front.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.scan.job.JobRequest;
import io.switchgear.scan.job.JobState;
import io.switchgear.testing.JobsServer;
import io.switchgear.testing.JobsServer.Who;
import io.switchgear.testing.MemoryJobs;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.Scan;
import io.switchgear.tool.hosts.HostFindings.Service;
import io.switchgear.tool.hosts.HostFindings.Traits;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reports and comparisons behind the real front. */
@Tag("network")
class JobExportEndpointsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final MemoryJobs jobs = new MemoryJobs();
  private JobsServer server;

  @BeforeEach
  void start() {
    List<Endpoint> endpoints = new ArrayList<>(JobReportEndpoints.of(jobs));
    endpoints.addAll(JobDiffEndpoints.of(jobs));
    server = new JobsServer(endpoints);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> get(Who who, String path) throws Exception {
    return server.send(who, "GET", path, "");
  }

  /** A job that probed ports 22 and 80 of a host, and found these open. */
  private String job(String name, int... open) {
    return jobOf("ann", name, open);
  }

  private String jobOf(String principal, String name, int... open) {
    String id =
        jobs.add(principal, JobRequest.of("port_scan", JSON.createObjectNode()).named(name)).id();
    List<Port> ports = new ArrayList<>();
    for (int port : new int[] {22, 80}) {
      boolean isOpen = IntStream.of(open).anyMatch(each -> each == port);
      ports.add(
          new Port(
              port,
              "tcp",
              isOpen ? "open" : "closed",
              "syn-ack",
              Service.usual("ssh"),
              "",
              "",
              List.of()));
    }
    jobs.found(
        id,
        new Host(
            "127.0.0.1", List.of(), "up", "syn-ack", Scan.COMPLETE, ports, List.of(), Traits.NONE));
    jobs.move(id, MemoryJobs.to(JobState.COMPLETED));
    return id;
  }

  @ParameterizedTest
  @CsvSource({
    "json, application/json",
    "jsonl, application/jsonl",
    "csv, text/csv",
    "xml, application/xml",
    "html, text/html",
  })
  void aReportIsAFileInItsFormat(String format, String type) throws Exception {
    String id = job("weekly", 22);
    HttpResponse<String> response = get(Who.ANN, "jobs/" + id + "/report?format=" + format);
    assertEquals(200, response.statusCode(), response::body);
    assertTrue(
        response.headers().firstValue("Content-Type").orElse("").startsWith(type),
        () -> response.headers().map().toString());
    assertEquals(
        "attachment; filename=\"job-" + id + "." + format + "\"",
        response.headers().firstValue("Content-Disposition").orElse(""));
    assertEquals(
        format.equals("html"),
        response.headers().firstValue("Content-Security-Policy").isPresent());
    assertTrue(response.body().contains("127.0.0.1"), response::body);
    assertEquals(
        List.of("ann " + id + " " + format + " http"), jobs.exports(), "each export is audited");
  }

  @ParameterizedTest
  @CsvSource({
    "jobs/ID/report?format=pdf, 400, 'json'",
    "jobs/ID/report?colour=red, 400, allowed are format",
    "jobs/1/report, 404, there is no job",
    "jobs/1/diff/previous, 404, there is no job",
    "jobs/ID/diff/1, 404, there is no job '1'",
    "jobs/ID/diff/previous, 404, no job named 'weekly' before this one is complete",
    "jobs/ID/diff/previous?format=xml, 400, 'json, text'",
    "jobs/ID/diff/previous?limit=0, 400, 1 to 10000",
  })
  void badRequestsAreToldWhatIsAllowed(String path, int status, String words) throws Exception {
    HttpResponse<String> response = get(Who.ANN, path.replace("ID", job("weekly", 22)));
    assertEquals(status, response.statusCode(), response::body);
    assertTrue(response.body().contains(words), response::body);
    assertEquals(List.of(), jobs.exports());
  }

  @Test
  void othersSeeNoReportAndNoDifference() throws Exception {
    String id = job("weekly", 22);
    assertEquals(404, get(Who.BOB, "jobs/" + id + "/report").statusCode());
    assertEquals(404, get(Who.BOB, "jobs/" + id + "/diff/" + id).statusCode());
    assertEquals(200, get(Who.READER, "jobs/" + id + "/report").statusCode());
    assertEquals(403, get(Who.LISTER, "jobs/" + id + "/report").statusCode());
  }

  /** An operator sees the jobs of all principals, and each has names of its own. */
  @Test
  void theRunBeforeIsOfThePrincipalOfTheLaterOne() throws Exception {
    String anns = job("weekly", 22);
    String bobs = jobOf("bob", "weekly", 22);
    String later = job("weekly", 22, 80);
    for (Who who : List.of(Who.ANN, Who.READER)) {
      JsonNode diff = JSON.readTree(get(who, "jobs/" + later + "/diff/previous").body());
      assertEquals(anns, diff.at("/before/id").asText(), diff::toPrettyString);
    }
    assertEquals(404, get(Who.READER, "jobs/" + bobs + "/diff/previous").statusCode());
  }

  @Test
  void twoRunsAreCompared() throws Exception {
    String first = job("weekly", 22);
    String second = job("weekly", 22, 80);
    for (String other : List.of("previous", first)) {
      HttpResponse<String> response = get(Who.ANN, "jobs/" + second + "/diff/" + other);
      assertEquals(200, response.statusCode(), response::body);
      JsonNode diff = JSON.readTree(response.body());
      assertEquals(first, diff.at("/before/id").asText());
      assertEquals(second, diff.at("/after/id").asText());
      assertEquals(1, diff.at("/counts/ports_came").asInt(), diff::toPrettyString);
      assertEquals("came", diff.at("/changes/0/ports/0/kind").asText(), diff::toPrettyString);
      assertEquals(80, diff.at("/changes/0/ports/0/port").asInt());
      assertEquals("closed", diff.at("/changes/0/ports/0/before/state").asText());
    }
    String text = get(Who.ANN, "jobs/" + second + "/diff/previous?format=text").body();
    assertTrue(text.contains("+ 127.0.0.1 80/tcp open ssh"), text);
    HttpResponse<String> unnamed = get(Who.ANN, "jobs/" + job("", 22) + "/diff/previous");
    assertEquals(400, unnamed.statusCode());
    assertTrue(unnamed.body().contains("the job has no name"), unnamed::body);
  }
}
