package io.switchgear.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.IntNode;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SessionsTest {

  private static final Duration IDLE = Duration.ofMinutes(1);

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final Sessions sessions = new Sessions(10, IDLE, now::get);

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private Session open() {
    return sessions.open("me", "2025-06-18", Set.of()).orElseThrow();
  }

  @Test
  void useStartsTheIdleTimeAnew() {
    Session session = open();
    pass(IDLE);
    assertEquals(Optional.of(session), sessions.find(session.id(), "me"));
    pass(IDLE);
    assertTrue(sessions.find(session.id(), "me").isPresent());
    pass(IDLE.plusNanos(1));
    assertEquals(Optional.empty(), sessions.find(session.id(), "me"));
    assertEquals(0, sessions.size());
  }

  @Test
  void d28_idleSessionsAreDropped() {
    for (int i = 0; i < 10; i++) {
      open();
    }
    pass(IDLE.plusNanos(1));
    sessions.dropIdle();
    assertEquals(0, sessions.size());
  }

  @Test
  void sessionWithACallUnderWayIsNotIdle() {
    Session session = open();
    Exchange exchange = new RequestExchange(Era.LEGACY, Optional.empty());
    session.started(IntNode.valueOf(1), exchange);
    pass(IDLE.multipliedBy(10));
    sessions.dropIdle();
    assertEquals(1, sessions.size());
    session.ended(IntNode.valueOf(1), exchange, sessions.now());
    pass(IDLE);
    sessions.dropIdle();
    assertEquals(1, sessions.size(), "the idle time starts at the end of the call");
    pass(Duration.ofNanos(1));
    sessions.dropIdle();
    assertEquals(0, sessions.size());
  }
}
