package io.switchgear.mcp;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.Incoming.Response;
import io.switchgear.tool.Questions;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** The server's own requests on a legacy session, and who waits for their answers. */
final class SessionQuestions {

  private final Map<String, CompletableFuture<Optional<ObjectNode>>> pending =
      new ConcurrentHashMap<>();
  private final AtomicLong asked = new AtomicLong();

  /**
   * Questions that wait for their answers.
   *
   * @param answers by the keys of the questions; empty if one was refused, withdrawn, or did not
   *     come within {@link RequestState#LIFETIME}
   * @param withdraw takes back what is not answered
   */
  record Asked(CompletionStage<Optional<Map<String, ObjectNode>>> answers, Runnable withdraw) {}

  /**
   * Asks all at once.
   *
   * @param send to the client
   */
  Asked ask(Questions questions, Consumer<McpEvent> send) {
    Map<String, CompletableFuture<Optional<ObjectNode>>> answers = new LinkedHashMap<>();
    Map<String, ObjectNode> requests = new LinkedHashMap<>();
    questions
        .asked()
        .forEach(
            (key, question) -> {
              String id = "ask-" + asked.incrementAndGet();
              CompletableFuture<Optional<ObjectNode>> answer = new CompletableFuture<>();
              pending.put(id, answer);
              answer
                  .completeOnTimeout(
                      Optional.empty(), RequestState.LIFETIME.toSeconds(), TimeUnit.SECONDS)
                  .whenComplete((ended, unused) -> pending.remove(id));
              answers.put(key, answer);
              requests.put(id, ClientQuestions.request(Era.LEGACY, question));
            });
    CompletableFuture<Optional<Map<String, ObjectNode>>> all =
        CompletableFuture.allOf(answers.values().toArray(CompletableFuture[]::new))
            .thenApply(done -> together(answers));
    requests.forEach((id, request) -> send.accept(McpEvent.lasting(Encoder.request(id, request))));
    return new Asked(all, () -> requests.keySet().forEach(id -> withdraw(id, send)));
  }

  /** Takes a client's answer; one to no question, or a second one, is dropped. */
  void answered(Response response) {
    CompletableFuture<Optional<ObjectNode>> waiting =
        response.id().isTextual() ? pending.get(response.id().textValue()) : null;
    if (waiting != null) {
      waiting.complete(response.result());
    }
  }

  /** No answer will come any more. */
  void endAll() {
    pending.values().forEach(waiting -> waiting.complete(Optional.empty()));
  }

  private void withdraw(String id, Consumer<McpEvent> send) {
    CompletableFuture<Optional<ObjectNode>> waiting = pending.get(id);
    if (waiting != null && !waiting.isDone()) {
      // Before those who wait are told, as that ends the stream that this goes to.
      ObjectNode params = Json.object().put("reason", "the call that asked has ended");
      params.set("requestId", JsonNodeFactory.instance.textNode(id));
      send.accept(McpEvent.lasting(Encoder.notification("notifications/cancelled", params)));
      waiting.complete(Optional.empty());
    }
  }

  private static Optional<Map<String, ObjectNode>> together(
      Map<String, CompletableFuture<Optional<ObjectNode>>> answers) {
    Map<String, ObjectNode> all = new HashMap<>();
    answers.forEach((key, answer) -> answer.join().ifPresent(given -> all.put(key, given)));
    return all.size() == answers.size() ? Optional.of(all) : Optional.empty();
  }
}
