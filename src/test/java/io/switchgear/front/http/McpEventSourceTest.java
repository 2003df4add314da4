package io.switchgear.front.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.mcp.exchange.McpEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

class McpEventSourceTest {

  private final McpEventSource feed = new McpEventSource(McpEventSource.Listener.NONE);

  private static McpEvent event(String text) {
    return new McpEvent(text.getBytes(StandardCharsets.UTF_8), Optional.empty(), false);
  }

  private List<String> drain() {
    List<String> frames = new ArrayList<>();
    for (Optional<ByteString> next = feed.poll(); next.isPresent(); next = feed.poll()) {
      frames.add(next.get().utf8String());
    }
    return frames;
  }

  @Test
  void slowReaderLosesOldNotificationsButNeverTheAnswer() {
    for (int i = 0; i < 1000; i++) {
      feed.offer(event("n" + i));
    }
    feed.finish(Optional.of(event("answer")));
    feed.offer(event("late"));
    feed.finish(Optional.of(event("second answer")));
    List<String> frames = drain();
    assertEquals(81, frames.size());
    assertEquals("event: message\ndata: n920\n\n", frames.getFirst());
    assertEquals("event: message\ndata: answer\n\n", frames.getLast());
    assertTrue(feed.isOver());
  }

  @Test
  void itIsOverOnlyOnceTheAnswerIsTaken() {
    assertFalse(feed.isOver());
    feed.finish(Optional.of(event("answer")));
    assertFalse(feed.isOver());
    drain();
    assertTrue(feed.isOver());
  }

  @Test
  void theReaderIsWokenForEverything() {
    List<String> woken = new ArrayList<>();
    feed.opened(() -> woken.add("news"));
    feed.offer(event("n"));
    feed.finish(Optional.of(event("answer")));
    assertEquals(2, woken.size());
  }
}
