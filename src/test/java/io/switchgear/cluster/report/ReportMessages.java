package io.switchgear.cluster.report;

import io.switchgear.cluster.report.NodeQuestion.CallEnd;
import io.switchgear.cluster.report.NodeQuestion.CancelCall;
import io.switchgear.cluster.report.NodeQuestion.Document;
import io.switchgear.cluster.report.NodeQuestion.GetCalls;
import io.switchgear.cluster.report.NodeQuestion.GetHealth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorSystem;

/** One sample of each message of reports that goes from node to node, whole and at its smallest. */
public final class ReportMessages {

  private ReportMessages() {}

  /**
   * @param system whose dead letters stand for every actor, because their path is always the same
   */
  public static Map<String, Object> all(ActorSystem<?> system) {
    Map<String, Object> all = new LinkedHashMap<>();
    NodeWork work =
        new NodeWork(
            Optional.of("degraded"),
            List.of("tool:nmap", "store"),
            7,
            2,
            Optional.of(3),
            Optional.of(12),
            true,
            Map.of("nmap", "hold-open"));
    NodeWork least =
        new NodeWork(
            Optional.empty(), List.of(), 0, 0, Optional.empty(), Optional.empty(), false, Map.of());
    all.put("node-report", new NodeReport("scan-1", 1_234, system.deadLetters(), work));
    all.put("node-report-least", new NodeReport("scan-1", 0, system.deadLetters(), least));
    all.put("ask-health", new GetHealth(system.deadLetters()));
    all.put("ask-calls", new GetCalls(system.deadLetters()));
    all.put("ask-cancel-call", new CancelCall("7-1", "ann", "wrong network", system.deadLetters()));
    all.put("node-document", new Document("{\"status\":\"healthy\"}"));
    all.put("call-end", new CallEnd(Optional.of("cancelled")));
    all.put("call-end-least", new CallEnd(Optional.empty()));
    return all;
  }
}
