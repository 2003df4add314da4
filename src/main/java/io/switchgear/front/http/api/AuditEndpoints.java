package io.switchgear.front.http.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.front.http.endpoint.Endpoint.Asked;
import io.switchgear.front.http.endpoint.HttpResponses;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.watch.audit.AuditLog;
import io.switchgear.watch.audit.AuditReader;
import io.switchgear.watch.view.AuditJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /api/v1/audit}: the newest audit records and the state of the audit writer. */
public final class AuditEndpoints {

  private static final String PATH = "/api/v1/audit";
  private static final int LIMIT = 100;
  private static final int MAX_LIMIT = 1_000;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final AuditLog log;

  private AuditEndpoints(AuditLog log) {
    this.log = log;
  }

  public static List<Endpoint> of(AuditLog log) {
    return List.of(
        Endpoint.get(PATH).needs(Permission.OPS_READ).answeredBy(new AuditEndpoints(log)::list));
  }

  private CompletionStage<HttpResponse> list(Asked asked) {
    try {
      long limit = number(asked.query(), "limit", MAX_LIMIT).orElse((long) LIMIT);
      long before = number(asked.query(), "before", Long.MAX_VALUE).orElse(Long.MAX_VALUE);
      return log.settled()
          .toCompletableFuture()
          .thenApplyAsync(
              settled -> HttpResponses.view(200, document(before, (int) limit)),
              Thread::startVirtualThread);
    } catch (IllegalArgumentException bad) {
      return CompletableFuture.completedFuture(
          HttpResponses.problem(PATH, 400, "Bad request: " + bad.getMessage()));
    }
  }

  private static Optional<Long> number(Map<String, String> query, String name, long max) {
    String text = query.get(name);
    if (text == null) {
      return Optional.empty();
    }
    long number = text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    if (number < 1 || number > max) {
      throw new IllegalArgumentException(
          "%s: must be a whole number from 1%s"
              .formatted(name, max == Long.MAX_VALUE ? "" : " to " + max));
    }
    return Optional.of(number);
  }

  private AuditJson document(long before, int limit) {
    List<JsonNode> records = new ArrayList<>();
    Optional<String> message = Optional.empty();
    try {
      for (String record : AuditReader.newest(log.folder(), before, limit)) {
        records.add(MAPPER.readTree(record));
      }
    } catch (JsonProcessingException edited) {
      records.clear();
      message = Optional.of("a record cannot be read; run 'switchgear audit verify' to find it");
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    AuditLog.Condition condition = log.condition();
    return new AuditJson(
        records,
        message,
        log.head().toString(),
        condition.waiting(),
        condition.lost(),
        condition.trouble());
  }
}
