package io.switchgear.mcp.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Writes the fields of a {@link WireTask} into an object that is open. */
final class TaskWriter {

  private TaskWriter() {}

  /** The fields that every task has. */
  static void fields(Json.Out out, WireTask task) throws IOException {
    JsonGenerator json = out.json();
    json.writeStringField("taskId", task.taskId());
    json.writeStringField("status", task.detail().status());
    if (task.statusMessage().isPresent()) {
      json.writeStringField("statusMessage", task.statusMessage().get());
    }
    json.writeStringField("createdAt", task.createdAt().toString());
    json.writeStringField("lastUpdatedAt", task.lastUpdatedAt().toString());
    Optional<Duration> ttl = task.ttl();
    if (ttl.isPresent()) {
      json.writeNumberField("ttlMs", ttl.get().toMillis());
    } else {
      json.writeNullField("ttlMs");
    }
    if (task.pollInterval().isPresent()) {
      json.writeNumberField("pollIntervalMs", task.pollInterval().get().toMillis());
    }
  }

  /** All fields, with those of the task's status. */
  static void detailed(Json.Out out, WireTask task) throws IOException {
    fields(out, task);
    JsonGenerator json = out.json();
    switch (task.detail()) {
      case WireTask.Detail.Working ignored -> {}
      case WireTask.Detail.InputRequired asking ->
          ResultWriter.inputRequests(out, Era.MODERN, asking.inputRequests());
      case WireTask.Detail.Completed completed -> {
        json.writeObjectFieldStart("result");
        ResultWriter.toolResult(out, completed.result(), () -> {});
        json.writeStringField("resultType", completed.result().resultType());
        json.writeEndObject();
      }
      case WireTask.Detail.Failed failed -> MessageWriter.error(out, failed.error());
      case WireTask.Detail.Cancelled ignored -> {}
    }
  }
}
