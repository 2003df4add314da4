package io.switchgear.watch.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The text of each shape is fixed: names, their order, what is null and what is absent. */
class ViewMapperTest {

  private static final Instant AT = Instant.parse("2026-03-04T05:06:07Z");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final BreakerJson.StandingOrder ORDER =
      new BreakerJson.StandingOrder(
          "hold-open", "alice", "maintenance", Optional.empty(), Optional.empty());
  private static final String ORDER_TEXT =
      "{'mode':'hold-open','operator':'alice','reason':'maintenance','expires':null}";
  private static final ToolSampleJson SAMPLE =
      new ToolSampleJson(
          "open",
          "hold-open",
          2,
          false,
          1.5,
          0,
          1,
          0.25,
          OptionalDouble.of(0.5),
          OptionalDouble.empty(),
          Optional.of("it was ordered"),
          Optional.of(ORDER));
  private static final String SAMPLE_FIELDS =
      "'state':'open','mode':'hold-open','failure_count':2,'probing':false,'retry_after':1.5,"
          + "'in_flight':0,'queued':1,'rate':0.25,'failure_rate':0.5,'p95_seconds':null,"
          + "'reason_sentence':'it was ordered','override':"
          + ORDER_TEXT;

  private static void holds(Record view, String text) throws Exception {
    String json = text.replace('\'', '"');
    assertEquals(json, ViewMapper.text(view));
    assertEquals(json, ViewMapper.tree(view).toString());
    assertEquals(json, new String(ViewMapper.bytes(view)));
    assertEquals(view, ViewMapper.read(JSON.readTree(json), view.getClass()));
  }

  @Test
  void aSampleOfATool() throws Exception {
    holds(SAMPLE, "{" + SAMPLE_FIELDS + "}");
    holds(
        new ToolSampleJson.All("sample", AT, Map.of("nmap", SAMPLE)),
        "{'type':'sample','timestamp':'2026-03-04T05:06:07Z','tools':{'nmap':{"
            + SAMPLE_FIELDS
            + "}}}");
  }

  @Test
  void aToolWithItsSampleAmongItsFields() throws Exception {
    ToolJson tool =
        new ToolJson(
            "nmap",
            "Nmap",
            "Scans.",
            true,
            "7.95",
            SAMPLE,
            List.of(
                new BreakerJson.Transition(AT, "closed", "open", "operator", Map.of("epoch", 3))),
            "operator",
            4,
            3,
            1,
            0,
            OptionalDouble.of(0.75),
            Optional.of(AT),
            Optional.empty(),
            Optional.empty());
    holds(
        tool,
        "{'name':'nmap','title':'Nmap','description':'Scans.','available':true,'message':'7.95',"
            + SAMPLE_FIELDS
            + ",'transitions':[{'timestamp':'2026-03-04T05:06:07Z','from_state':'closed',"
            + "'to_state':'open','reason':'operator','metadata':{'epoch':3}}],"
            + "'reason':'operator','total_calls':4,'successful_calls':3,'failed_calls':1,"
            + "'rejected_calls':0,'success_rate':0.75,"
            + "'last_failure_time':'2026-03-04T05:06:07Z','last_state_change':null}");
  }

  @Test
  void callsAndEvents() throws Exception {
    holds(
        new CallJson(
            "nmap",
            "c1",
            "alice",
            AT,
            OptionalDouble.of(3),
            OptionalDouble.empty(),
            "",
            List.of("10.0.0.1"),
            9,
            Optional.empty()),
        "{'tool':'nmap','call_id':'c1','caller':'alice','started_at':'2026-03-04T05:06:07Z',"
            + "'done':3.0,'total':null,'message':'','targets':['10.0.0.1'],'targets_total':9}");
    holds(EventJson.Gap.serverRestarted(), "{'type':'gap','reason':'server_restarted'}");
    holds(
        EventJson.Gap.noLongerKept("scan-1", 7),
        "{'type':'gap','reason':'no_longer_kept','missed':7,'node':'scan-1'}");
    holds(
        new EventJson.Call(
            "nmap",
            "c1",
            "alice",
            Optional.empty(),
            Optional.of("success"),
            OptionalDouble.of(0.5),
            Optional.empty(),
            Optional.empty()),
        "{'tool':'nmap','call_id':'c1','caller':'alice','outcome':'success','duration':0.5}");
  }

  @Test
  void aHealthReport() throws Exception {
    HealthJson.Counts counts = new HealthJson.Counts(1, 0, 0);
    HealthJson report =
        new HealthJson(
            "healthy",
            AT,
            0.01,
            List.of(
                new HealthJson.Check(
                    "store", "server", "important", "healthy", "Written.", 0.005, AT)),
            new HealthJson.Summary(counts, List.of(), 0.005, Map.of("important", counts)),
            OptionalDouble.empty(),
            Optional.empty());
    String fields =
        "{'status':'healthy','timestamp':'2026-03-04T05:06:07Z','duration_seconds':0.01,"
            + "'checks':[{'name':'store','group':'server','priority':'important',"
            + "'status':'healthy','message':'Written.','duration_seconds':0.005,"
            + "'timestamp':'2026-03-04T05:06:07Z'}],"
            + "'summary':{'counts':{'healthy':1,'degraded':0,'unhealthy':0},"
            + "'critical_failures':[],'average_duration_seconds':0.005,"
            + "'priorities':{'important':{'healthy':1,'degraded':0,'unhealthy':0}}}";
    holds(report, fields + "}");
    holds(
        new HealthJson(
            report.status(),
            report.timestamp(),
            report.durationSeconds(),
            report.checks(),
            report.summary(),
            OptionalDouble.of(1.5),
            Optional.of(false)),
        fields + ",'age_seconds':1.5,'stale':false}");
  }

  @Test
  void alertsAndDrills() throws Exception {
    holds(
        new AlertJson.All(
            AT,
            List.of(
                new AlertJson(
                    "failing", "nmap", "warning", "firing", OptionalDouble.empty(), 0.5, AT, "m"))),
        "{'timestamp':'2026-03-04T05:06:07Z','alerts':[{'name':'failing','tool':'nmap',"
            + "'severity':'warning','state':'firing','value':null,'threshold':0.5,"
            + "'since':'2026-03-04T05:06:07Z','message':'m'}]}");
    holds(
        new DrillJson.All(
            true, List.of(new DrillJson("nmap", "slow", 3, 2, 1.5, "alice", "test", AT))),
        "{'enabled':true,'drills':[{'tool':'nmap','fault':'slow','times':3,'left':2,'delay':1.5,"
            + "'operator':'alice','reason':'test','set_at':'2026-03-04T05:06:07Z'}]}");
  }

  @Test
  void orders() throws Exception {
    holds(
        OrderJson.of("alice", Optional.of("maintenance"), Optional.of("10m")),
        "{'operator':'alice','reason':'maintenance','expires_in':'10m'}");
    holds(OrderJson.of("alice", Optional.empty(), Optional.empty()), "{'operator':'alice'}");
    holds(
        new OrderJson.Cancel(Optional.of("alice"), Optional.of("too long")),
        "{'operator':'alice','reason':'too long'}");
    holds(new OrderJson.Down(Optional.of(true)), "{'force':true}");
    holds(
        OrderJson.of("alice", Optional.empty(), Optional.empty()).on(Optional.of("b")),
        "{'operator':'alice','nodes':'b'}");
    holds(
        new BreakerJson.StandingOrder(
            "hold-open", "alice", "maintenance", Optional.empty(), Optional.of("all")),
        "{'mode':'hold-open','operator':'alice','reason':'maintenance','expires':null,"
            + "'nodes':'all'}");
    assertEquals(
        Set.of("operator", "reason", "expires_in", "nodes"), ViewMapper.fields(OrderJson.class));
  }

  @Test
  void anOlderServerMaySendLess() throws Exception {
    HealthJson health = ViewMapper.read(JSON.readTree("{}"), HealthJson.class);
    assertEquals("", health.status());
    assertEquals(List.of(), health.checks());
  }

  @Test
  void aNewerServerMaySendMore() throws Exception {
    assertEquals(
        SAMPLE,
        ViewMapper.read(
            JSON.readTree(("{" + SAMPLE_FIELDS + ",'new':1}").replace('\'', '"')),
            ToolSampleJson.class));
  }

  @Test
  void aFieldOfAnotherTypeIsRefused() throws Exception {
    assertThrows(
        IllegalArgumentException.class,
        () -> ViewMapper.read(JSON.readTree("{\"failure_count\":[]}"), ToolSampleJson.class));
  }
}
