package io.switchgear.cluster.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A reader of each node's event stream, who connects again whenever the stream ends. */
final class Ears implements AutoCloseable {

  private static final long PAUSE_MILLIS = 300;

  private final Map<FaultNode, Set<String>> completed = new ConcurrentHashMap<>();
  private final Map<FaultNode, Stream<String>> open = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Thread> readers = new ArrayList<>();

  Ears(FaultCluster cluster) {
    for (FaultNode node : cluster.nodes()) {
      completed.put(node, ConcurrentHashMap.newKeySet());
      readers.add(Thread.ofVirtual().start(() -> loop(node)));
    }
  }

  private void loop(FaultNode node) {
    Optional<String> last = Optional.empty();
    try {
      while (!closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        last = read(node, last);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reads until the stream ends; the id of the last event. */
  private Optional<String> read(FaultNode node, Optional<String> after) {
    Optional<String> last = after;
    try (Stream<String> lines = node.client().events(after)) {
      open.put(node, lines);
      for (String line : (Iterable<String>) lines::iterator) {
        if (line.startsWith("id:")) {
          last = Optional.of(line.substring("id:".length()).strip());
        } else if (line.startsWith("data:")) {
          JsonNode event = NodeClient.JSON.readTree(line.substring("data:".length()));
          if (event.path("state").asText().equals("completed")) {
            completed.get(node).add(event.path("job_id").asText());
          }
        }
      }
    } catch (IOException | UncheckedIOException ended) {
      // The node ended; the next attempt is at its successor.
    }
    return last;
  }

  /** Waits until the readers of the nodes have heard that a job is complete. */
  void await(String job, List<FaultNode> nodes) {
    Await.until(
        "the event of the end of job " + job + " at " + nodes,
        () -> nodes.stream().filter(node -> !completed.get(node).contains(job)).toList(),
        () -> nodes.stream().allMatch(node -> completed.get(node).contains(job)));
  }

  @Override
  public void close() {
    closed.countDown();
    open.values().forEach(Stream::close);
    Await.until("the end of the readers", () -> readers.stream().noneMatch(Thread::isAlive));
  }
}
