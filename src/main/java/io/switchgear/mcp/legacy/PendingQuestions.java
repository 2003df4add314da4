package io.switchgear.mcp.legacy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.exchange.McpEvent;
import io.switchgear.mcp.exchange.RequestState;
import io.switchgear.mcp.wire.MessageWriter;
import io.switchgear.mcp.wire.ServerNotification;
import io.switchgear.tool.Question;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Questions that a session has sent to its client at once; immutable.
 *
 * @param waiting keys of the questions without an answer yet, by the ids of the server's requests
 * @param given answers by the keys of the questions
 * @param refused whether the client refused one of them
 * @param send to the client
 */
record PendingQuestions(
    Map<String, String> waiting,
    Map<String, ObjectNode> given,
    boolean refused,
    Consumer<McpEvent> send,
    ActorRef<PendingQuestions.Answers> replyTo) {

  /**
   * @param given by the keys of the questions; empty if one was refused, withdrawn, or not answered
   *     within {@link RequestState#LIFETIME}
   */
  record Answers(Optional<Map<String, ObjectNode>> given) {

    static final Answers NONE = new Answers(Optional.empty());
  }

  /**
   * Sends the questions.
   *
   * @param asked number of questions that the session has asked before
   */
  static PendingQuestions begin(LegacySession.Ask ask, long asked) {
    Map<String, String> waiting = new LinkedHashMap<>();
    long number = asked;
    for (Map.Entry<String, Question> each : ask.questions().asked().entrySet()) {
      number++;
      String id = "ask-" + number;
      waiting.put(id, each.getKey());
      ask.send().accept(McpEvent.lasting(MessageWriter.request(id, each.getValue())));
    }
    return new PendingQuestions(waiting, Map.of(), false, ask.send(), ask.replyTo());
  }

  /**
   * After an answer to one of its questions.
   *
   * @param answer empty if the client refused
   */
  PendingQuestions answered(String id, Optional<ObjectNode> answer) {
    Map<String, String> left = new LinkedHashMap<>(waiting);
    String key = left.remove(id);
    Map<String, ObjectNode> now = new HashMap<>(given);
    answer.ifPresent(content -> now.put(key, content));
    return new PendingQuestions(left, now, refused || answer.isEmpty(), send, replyTo);
  }

  boolean isOver() {
    return waiting.isEmpty();
  }

  /** Sends the answers to the actor that waits. */
  void reply() {
    replyTo.tell(isOver() && !refused ? new Answers(Optional.of(given)) : Answers.NONE);
  }

  /** Cancels the unanswered questions and tells the actor that waits. */
  void withdraw() {
    // Before the reply, because the reply ends the stream that the cancellation goes to.
    for (String id : waiting.keySet()) {
      send.accept(
          McpEvent.lasting(
              MessageWriter.notification(
                  new ServerNotification.Cancelled(id, "the call that asked has ended"))));
    }
    replyTo.tell(Answers.NONE);
  }
}
