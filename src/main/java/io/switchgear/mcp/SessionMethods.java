package io.switchgear.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.ClientLog.Level;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The methods that change what a legacy session is; the modern era has none of them. */
final class SessionMethods {

  private SessionMethods() {}

  static Answer ping(Method.Context context, ObjectNode params) {
    return done();
  }

  static Answer setLevel(Method.Context context, ObjectNode params) {
    Optional<Level> level = Client.level(params.path("level").asText(""));
    if (level.isEmpty()) {
      return refused(
          "params.level must be one of "
              + Arrays.stream(Level.values()).map(Client::wire).collect(Collectors.joining(", ")));
    }
    session(context).logFrom(level.get());
    return done();
  }

  static Answer watch(Method.Context context, ObjectNode params) {
    JsonNode uri = params.path("uri");
    if (!uri.isTextual()) {
      return refused("params.uri must be a string: the address of a resource");
    }
    return session(context).watch(uri.textValue())
        ? done()
        : refused("this session watches as many resources as it may; unsubscribe from some first");
  }

  static Answer unwatch(Method.Context context, ObjectNode params) {
    JsonNode uri = params.path("uri");
    if (!uri.isTextual()) {
      return refused("params.uri must be a string: the address of a resource");
    }
    session(context).unwatch(uri.textValue());
    return done();
  }

  private static Session session(Method.Context context) {
    return context.client().session().orElseThrow();
  }

  private static Answer done() {
    return new Answer.Result(Json.object(), Answer.Keep.UNSAID);
  }

  private static Answer refused(String message) {
    return new Answer.Failure(
        Refusal.inBand(ErrorCode.INVALID_PARAMS, "Invalid params: " + message));
  }
}
