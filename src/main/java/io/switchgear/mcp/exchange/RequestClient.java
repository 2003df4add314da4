package io.switchgear.mcp.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.wire.ClientQuestions;
import io.switchgear.mcp.wire.LogLevels;
import io.switchgear.mcp.wire.RequestMeta;
import io.switchgear.mcp.wire.TasksExtension;
import io.switchgear.tool.LogLevel;
import io.switchgear.tool.Question;
import io.switchgear.tool.Questions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The client that sent a request: what it declared, and how the server reaches it. */
public interface RequestClient {

  /** The kinds of question that the client says it answers. */
  Set<Question.Kind> answerable();

  /** Whether the client wants messages of this severity in its log. */
  boolean wants(LogLevel level);

  /** Whether the client knows resource links in results. */
  default boolean knowsLinks() {
    return true;
  }

  /** Whether the client understands tasks; modern clients only. */
  boolean knowsTasks();

  /** Sends questions to the client while a request is under way; legacy clients only. */
  Optional<Asker> asker();

  /** Sends questions to a legacy client. */
  @FunctionalInterface
  interface Asker {

    /**
     * Sends all questions at once.
     *
     * @param send to the client; must not block or throw
     */
    Asked ask(Questions questions, Consumer<McpEvent> send);
  }

  /**
   * Questions that wait for their answers.
   *
   * @param answers by the keys of the questions; empty if one was refused, withdrawn or not
   *     answered in time. Never fails
   * @param withdraw takes back the questions that are not answered yet
   */
  record Asked(CompletionStage<Optional<Map<String, ObjectNode>>> answers, Runnable withdraw) {}

  /** The client of one modern request, which declares everything in its envelope. */
  record Modern(Set<Question.Kind> answerable, Optional<LogLevel> logs, boolean knowsTasks)
      implements RequestClient {

    public static Modern of(ObjectNode params) {
      JsonNode capabilities = params.path("_meta").path(RequestMeta.CLIENT_CAPABILITIES);
      return new Modern(
          ClientQuestions.answerable(capabilities),
          LogLevels.of(params.path("_meta").path(RequestMeta.LOG_LEVEL).asText("")),
          TasksExtension.isDeclared(capabilities));
    }

    @Override
    public boolean wants(LogLevel level) {
      return logs.filter(least -> level.compareTo(least) >= 0).isPresent();
    }

    @Override
    public Optional<Asker> asker() {
      return Optional.empty();
    }
  }
}
