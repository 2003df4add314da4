package io.switchgear.cli.top;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PlainLinesTest {

  private static String line(String event) {
    return PlainLines.line(ServerModels.event(event), ServerModels.NOW);
  }

  @Test
  void aSampleIsOneLineForAllTools() {
    assertEquals(
        "2026-01-01T12:00:03Z sample tools=3 rate=3.0000 failure_rate=0.5000 in_flight=2 queued=1"
            + " open=a,c",
        line(
            """
            {"type":"sample","timestamp":"2026-01-01T12:00:03Z","tools":{
             "c":{"state":"open","rate":0,"failure_rate":null,"in_flight":0,"queued":0},
             "b":{"state":"closed","rate":1,"failure_rate":0.5,"in_flight":2,"queued":1},
             "a":{"state":"open","rate":2,"failure_rate":0.5,"in_flight":0,"queued":0}}}
            """));
  }

  @Test
  void fieldsStandByTheirNames_andTextInQuotes() {
    assertEquals(
        "2026-01-01T12:00:01Z breaker_transition id=7 tool=nmap to_state=open"
            + " metadata.operator_reason=\"moving \\\"the\\\" rack\" keys=a,b",
        line(
            """
            {"id":7,"type":"breaker_transition","timestamp":"2026-01-01T12:00:01Z","tool":"nmap",
             "to_state":"open","metadata":{"operator_reason":"moving \\"the\\" rack"},
             "value":null,"keys":["a","b"]}
            """));
  }

  @Test
  void noTextBreaksTheLineOrSteersTheTerminal() {
    assertEquals(
        "2026-01-01T12:00:00Z call_ended caller=\"a b \ufffd[2J\" outcome=\"\"",
        line("{\"type\":\"call_ended\",\"caller\":\"a\\nb \\u001b[2J\",\"outcome\":\"\"}"));
  }
}
