package io.switchgear.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

class EventFeedTest {

  private final EventFeed feed = new EventFeed();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
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
      feed.offer(bytes("n" + i));
    }
    feed.finish(bytes("answer"));
    feed.offer(bytes("late"));
    feed.finish(bytes("second answer"));
    List<String> frames = drain();
    assertEquals(17, frames.size());
    assertEquals("event: message\ndata: n984\n\n", frames.getFirst());
    assertEquals("event: message\ndata: answer\n\n", frames.getLast());
    assertTrue(feed.isOver());
  }

  @Test
  void itIsOverOnlyOnceTheAnswerIsTaken() {
    assertFalse(feed.isOver());
    feed.finish(bytes("answer"));
    assertFalse(feed.isOver());
    drain();
    assertTrue(feed.isOver());
  }

  @Test
  void theReaderIsWokenForEverything() {
    List<String> woken = new ArrayList<>();
    feed.onNews(() -> woken.add("news"));
    feed.offer(bytes("n"));
    feed.finish(bytes("answer"));
    assertEquals(2, woken.size());
  }
}
