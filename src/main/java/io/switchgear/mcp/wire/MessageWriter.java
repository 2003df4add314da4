package io.switchgear.mcp.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Content;
import io.switchgear.tool.Question;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes every message that leaves the server, without a tree in between. It is the one place that
 * knows what an era adds: modern results have {@code resultType}, {@code serverInfo} and, where a
 * client may keep them, {@code ttlMs} and {@code cacheScope}; legacy results have none of these.
 */
public final class MessageWriter {

  /**
   * How long a client may keep a list, in milliseconds. Tools change when the configuration does:
   * rarely, without notice.
   */
  private static final int TTL_MS = 60_000;

  /** Key of {@code _meta}: the stream that a message is sent on. */
  public static final String SUBSCRIPTION_ID = "io.modelcontextprotocol/subscriptionId";

  private final ServerIdentity identity;

  public MessageWriter(ServerIdentity identity) {
    this.identity = identity;
  }

  /** The response with this result. */
  public byte[] result(Era era, JsonNode id, Result result) {
    return Json.bytes(
        out -> {
          begin(out);
          out.field("id", id);
          out.json().writeObjectFieldStart("result");
          boolean hasMeta = new ResultWriter(out, era, this).fields(result);
          if (era == Era.MODERN) {
            addModern(out, result, hasMeta);
          }
          out.json().writeEndObject();
          out.json().writeEndObject();
        });
  }

  private void addModern(Json.Out out, Result result, boolean hasMeta) throws IOException {
    JsonGenerator json = out.json();
    json.writeStringField("resultType", result.resultType());
    switch (result.hint()) {
      case NONE -> {}
      case DO_NOT_KEEP -> hints(json, 0);
      case KEEP_A_WHILE -> hints(json, TTL_MS);
    }
    if (!hasMeta) {
      json.writeObjectFieldStart("_meta");
      serverInfo(json);
      json.writeEndObject();
    }
  }

  private static void hints(JsonGenerator json, int ttlMs) throws IOException {
    json.writeNumberField("ttlMs", ttlMs);
    // Results may come to depend on the caller's permissions, so they are not to be shared.
    json.writeStringField("cacheScope", "private");
  }

  /** The key of {@code _meta} that every modern result has. */
  void serverInfo(JsonGenerator json) throws IOException {
    json.writeFieldName(RequestMeta.SERVER_INFO);
    identity(json, identity);
  }

  static void identity(JsonGenerator json, ServerIdentity identity) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", identity.name());
    json.writeStringField("title", identity.title());
    json.writeStringField("version", identity.version());
    json.writeEndObject();
  }

  /**
   * The response with this error.
   *
   * @param id left out where the request's could not be read
   */
  public static byte[] error(Optional<JsonNode> id, Refusal refusal) {
    return Json.bytes(
        out -> {
          begin(out);
          if (id.isPresent()) {
            out.field("id", id.get());
          }
          error(out, refusal);
          out.json().writeEndObject();
        });
  }

  /** Writes the field {@code error}. */
  static void error(Json.Out out, Refusal refusal) throws IOException {
    out.json().writeObjectFieldStart("error");
    out.json().writeNumberField("code", refusal.code().number());
    out.json().writeStringField("message", refusal.message());
    if (refusal.data().isPresent()) {
      out.field("data", refusal.data().get());
    }
    out.json().writeEndObject();
  }

  /** A request of the server to a legacy client. */
  public static byte[] request(String id, Question question) {
    return Json.bytes(
        out -> {
          begin(out);
          out.json().writeStringField("id", id);
          question(out, Era.LEGACY, question);
          out.json().writeEndObject();
        });
  }

  /** Writes {@code method} and {@code params} of a question. */
  static void question(Json.Out out, Era era, Question question) throws IOException {
    JsonGenerator json = out.json();
    switch (question) {
      case Question.Form form -> {
        json.writeStringField("method", "elicitation/create");
        json.writeObjectFieldStart("params");
        // Of the legacy versions only the last knows modes, and this mode is its default.
        if (era == Era.MODERN) {
          json.writeStringField("mode", "form");
        }
        json.writeStringField("message", form.message());
        out.field("requestedSchema", form.schema());
        json.writeEndObject();
      }
      case Question.Sample sample -> {
        json.writeStringField("method", "sampling/createMessage");
        json.writeObjectFieldStart("params");
        json.writeArrayFieldStart("messages");
        userMessage(json, new Content.Text(sample.prompt()));
        json.writeEndArray();
        json.writeNumberField("maxTokens", sample.maxTokens());
        json.writeEndObject();
      }
      case Question.Roots ignored -> {
        json.writeStringField("method", "roots/list");
        json.writeObjectFieldStart("params");
        json.writeEndObject();
      }
    }
  }

  static void userMessage(JsonGenerator json, Content content) throws IOException {
    json.writeStartObject();
    json.writeStringField("role", "user");
    json.writeFieldName("content");
    ResultWriter.content(json, content);
    json.writeEndObject();
  }

  public static byte[] notification(ServerNotification notification) {
    return Json.bytes(
        out -> {
          begin(out);
          out.json().writeStringField("method", notification.method());
          out.json().writeObjectFieldStart("params");
          params(out, notification);
          out.json().writeEndObject();
          out.json().writeEndObject();
        });
  }

  private static void params(Json.Out out, ServerNotification notification) throws IOException {
    JsonGenerator json = out.json();
    switch (notification) {
      case ServerNotification.Progress progress -> {
        out.field("progressToken", progress.progressToken());
        json.writeNumberField("progress", progress.progress());
        if (progress.total().isPresent()) {
          json.writeNumberField("total", progress.total().get());
        }
        if (progress.message().isPresent()) {
          json.writeStringField("message", progress.message().get());
        }
      }
      case ServerNotification.LogMessage message -> {
        json.writeStringField("level", LogLevels.name(message.level()));
        json.writeStringField("logger", message.logger());
        json.writeStringField("data", message.data());
      }
      case ServerNotification.Cancelled cancelled -> {
        json.writeStringField("reason", cancelled.reason());
        json.writeStringField("requestId", cancelled.requestId());
      }
      case ServerNotification.ListChanged changed -> subscription(out, changed.subscriptionId());
      case ServerNotification.ResourceUpdated updated -> {
        subscription(out, updated.subscriptionId());
        json.writeStringField("uri", updated.uri());
      }
      case ServerNotification.SubscriptionsAcknowledged acknowledged -> {
        subscription(out, Optional.of(acknowledged.subscriptionId()));
        json.writeObjectFieldStart("notifications");
        for (String list : acknowledged.lists()) {
          json.writeBooleanField(list, true);
        }
        strings(json, "resourceSubscriptions", acknowledged.resources());
        strings(json, "taskIds", acknowledged.tasks());
        json.writeEndObject();
      }
      case ServerNotification.TaskChanged changed -> {
        subscription(out, Optional.of(changed.subscriptionId()));
        TaskWriter.detailed(out, changed.task());
      }
    }
  }

  private static void strings(JsonGenerator json, String field, Optional<List<String>> values)
      throws IOException {
    if (values.isPresent()) {
      json.writeArrayFieldStart(field);
      for (String value : values.get()) {
        json.writeString(value);
      }
      json.writeEndArray();
    }
  }

  private static void subscription(Json.Out out, Optional<JsonNode> id) throws IOException {
    if (id.isPresent()) {
      out.json().writeObjectFieldStart("_meta");
      out.field(SUBSCRIPTION_ID, id.get());
      out.json().writeEndObject();
    }
  }

  /** Writes the fields of a tree into the object that is open. */
  static void fields(Json.Out out, ObjectNode fields) throws IOException {
    for (Map.Entry<String, JsonNode> field : fields.properties()) {
      out.field(field.getKey(), field.getValue());
    }
  }

  private static void begin(Json.Out out) throws IOException {
    out.json().writeStartObject();
    out.json().writeStringField("jsonrpc", "2.0");
  }
}
