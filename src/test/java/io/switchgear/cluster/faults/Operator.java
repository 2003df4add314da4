package io.switchgear.cluster.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.testing.Await;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Gives orders to the breakers, one after the other, and knows which ones were acknowledged. */
final class Operator implements AutoCloseable {

  /** An order that a node has acknowledged. */
  record Order(FaultNode takenBy, String operator) {}

  private static final long PAUSE_MILLIS = 700;
  private static final List<String> STANDING = List.of("disable", "metrics-only");

  private final FaultCluster cluster;
  private final Random random;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  /** Held while an order is under way. */
  private final ReentrantLock work = new ReentrantLock();

  private final List<Order> acknowledged = new ArrayList<>();

  /** Reasons of which one must stand on all nodes: the last acknowledged one, and later ones. */
  private List<String> possible = new ArrayList<>();

  private int number;

  Operator(FaultCluster cluster, long seed) {
    this.cluster = cluster;
    this.random = new Random(seed);
    this.thread = Thread.ofVirtual().start(this::loop);
  }

  private void loop() {
    try {
      while (!closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        work.lock();
        try {
          order();
        } finally {
          work.unlock();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void order() {
    FaultNode asked = cluster.live(random);
    if (random.nextInt(4) == 0) {
      FaultNode other = cluster.live(random);
      send(asked, "nmap/open", "opened " + ++number, other.name());
      return;
    }
    String reason = "order " + ++number;
    String action = STANDING.get(random.nextInt(STANDING.size()));
    possible.add(reason);
    if (send(asked, "port_scan/" + action, reason, "all")) {
      possible = new ArrayList<>(List.of(reason));
    }
  }

  private boolean send(FaultNode node, String path, String reason, String nodes) {
    String operator = "operator of " + reason;
    String body =
        "{\"operator\": \"%s\", \"reason\": \"%s\", \"nodes\": \"%s\"}"
            .formatted(operator, reason, nodes);
    try {
      JsonNode answer = node.client().ask("POST", "/api/v1/breakers/" + path, body);
      if (!answer.path("stored").asText().equals("yes")) {
        return false;
      }
      acknowledged.add(new Order(node, operator));
      return true;
    } catch (IOException notAcknowledged) {
      return false;
    }
  }

  /** No order is given until {@link #resume}; called by one thread alone. */
  void pause() {
    work.lock();
  }

  void resume() {
    work.unlock();
  }

  /** While paused: the reasons of which one must stand on all nodes. */
  List<String> possible() {
    return List.copyOf(possible);
  }

  /** While paused: the orders since the last time. */
  List<Order> taken() {
    List<Order> orders = List.copyOf(acknowledged);
    acknowledged.clear();
    return orders;
  }

  @Override
  public void close() {
    closed.countDown();
    Await.until("the end of the operator", () -> !thread.isAlive());
  }
}
