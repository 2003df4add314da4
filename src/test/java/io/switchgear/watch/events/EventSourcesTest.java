package io.switchgear.watch.events;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.breaker.BreakerState;
import io.switchgear.cluster.quorum.Quorum.Verdict;
import io.switchgear.watch.view.EventJson;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventSourcesTest {

  private final EventLog log = new EventLog("here");
  private final EventSources sources = new EventSources(log);

  @Test
  void aChangeOfAVerdictIsAnEvent() {
    long start = log.end().position();
    Verdict waits = new Verdict.Waits("scan-2");
    sources.changed("nmap", BreakerState.CLOSED, Verdict.Own.OWN, waits);
    sources.changed("nmap", BreakerState.OPEN, waits, Verdict.StaysAdmitting.STAYS);
    List<EventJson> told =
        log.after(start, 9).orElseThrow().events().stream()
            .map(event -> EventJson.read(event.kind().wire(), event.facts()))
            .toList();
    assertEquals(
        List.of(
            new EventJson.QuorumChanged("nmap", "closed", "own", "waits", Optional.of("scan-2")),
            new EventJson.QuorumChanged(
                "nmap", "open", "waits", "stays_admitting", Optional.empty())),
        told);
  }
}
