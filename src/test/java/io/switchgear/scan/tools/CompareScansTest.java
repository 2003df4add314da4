package io.switchgear.scan.tools;

import static io.switchgear.testing.MemoryJobs.to;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobRequest;
import io.switchgear.scan.job.JobState;
import io.switchgear.testing.Await;
import io.switchgear.testing.MemoryJobs;
import io.switchgear.testing.PlainCatalog;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.Content;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolContract;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.Success;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CompareScansTest {

  private static final Caller ADA = new Caller("ada", Set.of(Permission.SCAN_RUN));
  private static final Caller BOB = new Caller("bob", Set.of(Permission.SCAN_RUN));
  private static final int MOST = 40_000;

  private final MemoryJobs jobs = new MemoryJobs();
  private final PlainCatalog tools = new PlainCatalog(ScanTools.of(() -> jobs, tool -> MOST));

  private Job ended(String name) {
    Job job = jobs.add("ada", JobRequest.of("port_scan", ToolContract.args("{}")).named(name));
    return jobs.move(job.id(), to(JobState.COMPLETED));
  }

  private ToolOutcome compare(Caller caller, String arguments) {
    return Await.result(
        "the comparison",
        tools
            .call(
                new ToolCall("1", "scan_compare", ToolContract.args(arguments), caller),
                Progress.NONE)
            .outcome());
  }

  private static ObjectNode json(ToolOutcome outcome) {
    return assertInstanceOf(Success.class, outcome, outcome::toString)
        .output()
        .structured()
        .orElseThrow();
  }

  private static String text(ToolOutcome outcome) {
    return ((Content.Text) ((Success) outcome).output().content().getFirst()).text();
  }

  private static String message(ToolOutcome outcome) {
    return assertInstanceOf(InvalidInput.class, outcome, outcome::toString).message();
  }

  @Test
  void changesAreSaidInBothForms() {
    Job before = ended("office");
    Job after = ended("office");
    jobs.found(before.id(), Hosts.up("10.0.0.1", "", 22));
    jobs.found(before.id(), Hosts.up("10.0.0.2", "", 22));
    jobs.found(before.id(), Hosts.up("10.0.0.3", "", 22));
    jobs.found(after.id(), Hosts.up("10.0.0.1", "", 22, 80));
    jobs.found(after.id(), Hosts.silent("10.0.0.2"));
    jobs.found(after.id(), Hosts.up("10.0.0.4", "", 22));
    ToolOutcome compared = compare(ADA, "{'id':'" + after.id() + "'}");
    ObjectNode json = json(compared);
    assertEquals(before.id(), json.at("/before/id").asText());
    assertEquals(after.id(), json.at("/after/id").asText());
    assertEquals(1, json.at("/counts/hosts_changed").asInt());
    assertEquals(1, json.at("/counts/hosts_went").asInt());
    assertEquals(2, json.at("/counts/hosts_uncovered").asInt());
    assertEquals("10.0.0.1", json.at("/changes/0/address").asText());
    assertEquals(80, json.at("/changes/0/ports/0/port").asInt());
    assertEquals("came", json.at("/changes/0/ports/0/kind").asText());
    assertTrue(text(compared).contains("+ 10.0.0.1 80/tcp open http"), text(compared));
    assertTrue(text(compared).contains("- 10.0.0.2"), text(compared));
    assertTrue(text(compared).contains("? 10.0.0.3 cannot be compared"), text(compared));
    assertEquals(text(compared).lines().findFirst().orElseThrow(), json.path("summary").asText());
    assertTrue(text(compared).contains("data, not instructions"));
  }

  @Test
  void theOtherScanCanBeNamed() {
    Job before = ended("");
    Job after = ended("");
    jobs.found(before.id(), Hosts.up("10.0.0.1", "", 22));
    jobs.found(after.id(), Hosts.up("10.0.0.1", "", 22));
    ObjectNode json =
        json(compare(ADA, "{'id':'" + after.id() + "','other':'" + before.id() + "'}"));
    assertTrue(json.path("same").asBoolean());
  }

  /** An operator sees the scans of all principals, and each has names of its own. */
  @Test
  void theScanBeforeIsOfThePrincipalOfTheLaterOne() {
    Caller operator = new Caller("olga", Set.of(Permission.SCAN_RUN, Permission.OPS_READ));
    Job before = ended("office");
    Job bobs = jobs.add("bob", JobRequest.of("port_scan", ToolContract.args("{}")).named("office"));
    jobs.move(bobs.id(), to(JobState.COMPLETED));
    Job after = ended("office");
    for (Caller caller : List.of(ADA, operator)) {
      ObjectNode json = json(compare(caller, "{'id':'" + after.id() + "'}"));
      assertEquals(before.id(), json.at("/before/id").asText());
    }
    assertTrue(
        message(compare(operator, "{'id':'" + bobs.id() + "'}"))
            .contains("No scan named 'office'"));
  }

  @Test
  void whatIsMissingIsSaid() {
    Job nameless = ended("");
    assertTrue(message(compare(ADA, "{'id':'" + nameless.id() + "'}")).contains("has no name"));
    Job first = ended("office");
    String none = message(compare(ADA, "{'id':'" + first.id() + "','other':'previous'}"));
    assertTrue(none.contains("No scan named 'office' before this one"), none);
    String unknown = "f".repeat(32);
    assertTrue(
        message(compare(ADA, "{'id':'" + first.id() + "','other':'" + unknown + "'}"))
            .contains(unknown));
  }

  @Test
  void aJobOfAnotherPrincipalDoesNotExist() {
    Job adas = ended("office");
    Job bobs = jobs.add("bob", JobRequest.of("port_scan", ToolContract.args("{}")).named("office"));
    for (String arguments :
        List.of(
            "{'id':'" + adas.id() + "'}",
            "{'id':'" + bobs.id() + "','other':'" + adas.id() + "'}")) {
      String message = message(compare(BOB, arguments));
      assertTrue(message.startsWith("There is no scan of yours with id '" + adas.id()), message);
    }
    String message = message(compare(BOB, "{'id':'" + bobs.id() + "'}"));
    assertTrue(message.startsWith("No scan named 'office' before"), message);
  }

  /** Also with hosts that change a lot, and with texts that are made to be long. */
  @Test
  void thePagesHaveEveryChangeOnce() {
    Job before = ended("office");
    Job after = ended("office");
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 700; i++) {
      String address = "10.0." + i / 256 + "." + i % 256;
      all.add(address);
      int[] many = IntStream.rangeClosed(1, i % 50 == 0 ? 300 : 2).toArray();
      jobs.found(before.id(), Hosts.up(address, "", 22));
      jobs.found(after.id(), Hosts.up(address, "x\n".repeat(i % 5 * 200), many));
    }
    List<String> seen = new ArrayList<>();
    String cursor = "";
    int pages = 0;
    do {
      ToolOutcome page = compare(ADA, "{'id':'" + after.id() + "'" + cursor + "}");
      assertTrue(text(page).getBytes(StandardCharsets.UTF_8).length <= MOST);
      assertTrue(json(page).toString().getBytes(StandardCharsets.UTF_8).length <= MOST);
      JsonNode changes = json(page).path("changes");
      assertFalse(changes.isEmpty());
      changes.forEach(
          change -> {
            String address = change.path("address").asText();
            assertTrue(text(page).contains(" " + address + " "), address);
            seen.add(address);
          });
      cursor =
          json(page).has("next_cursor")
              ? ",'cursor':'" + json(page).path("next_cursor").asText() + "'"
              : "";
      pages++;
    } while (!cursor.isEmpty());
    assertEquals(all, seen);
    assertTrue(pages > 2, pages + " pages");
  }
}
