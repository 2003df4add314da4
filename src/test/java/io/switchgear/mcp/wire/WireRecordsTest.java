package io.switchgear.mcp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.switchgear.mcp.FixtureTools;
import io.switchgear.tool.Content;
import io.switchgear.tool.Question;
import io.switchgear.tool.ToolDescriptor.Hints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An optional field that is empty is left out, one that is there is written. */
class WireRecordsTest {

  private static final ServerIdentity IDENTITY = new ServerIdentity("n", "t", "1", "");
  private static final JsonNode ID = IntNode.valueOf(1);

  private static JsonNode read(byte[] message) {
    try {
      return Json.read(message);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode legacy(Result result) {
    return read(new MessageWriter(IDENTITY).result(Era.LEGACY, ID, result)).get("result");
  }

  private static JsonNode modern(Result result) {
    return read(new MessageWriter(IDENTITY).result(Era.MODERN, ID, result)).get("result");
  }

  private static JsonNode params(ServerNotification notification) {
    return read(MessageWriter.notification(notification)).get("params");
  }

  private static void isLeftOut(String field, JsonNode without, JsonNode with) {
    assertFalse(without.has(field), without::toString);
    assertEquals(true, with.has(field), with::toString);
  }

  private static ServerCapabilities capabilities(boolean flag) {
    return new ServerCapabilities(
        new ServerCapabilities.Listed(flag),
        flag ? Optional.of(new ServerCapabilities.Resources(false, true)) : Optional.empty(),
        flag ? Optional.of(new ServerCapabilities.Listed(true)) : Optional.empty(),
        flag,
        flag);
  }

  @Test
  void instructions() {
    isLeftOut(
        "instructions",
        legacy(new Result.Initialized("v", capabilities(false), IDENTITY, Optional.empty())),
        legacy(new Result.Initialized("v", capabilities(false), IDENTITY, Optional.of("do"))));
    isLeftOut(
        "instructions",
        modern(new Result.Discovery(List.of("v"), capabilities(false), Optional.empty())),
        modern(new Result.Discovery(List.of("v"), capabilities(false), Optional.of("do"))));
  }

  @Test
  void capabilitiesThatAreNotThere() {
    JsonNode none =
        legacy(new Result.Initialized("v", capabilities(false), IDENTITY, Optional.empty()))
            .get("capabilities");
    JsonNode all =
        legacy(new Result.Initialized("v", capabilities(true), IDENTITY, Optional.empty()))
            .get("capabilities");
    for (String each : List.of("resources", "prompts", "completions")) {
      isLeftOut(each, none, all);
    }
    isLeftOut("listChanged", none.get("tools"), all.get("tools"));
    assertEquals(FixtureTools.json("{'subscribe':true}"), all.get("resources"));
  }

  @Test
  void outputSchemaOfATool() {
    Hints hints = new Hints(true, false, true, false);
    ListedTool without = new ListedTool("n", "t", "d", Json.object(), Optional.empty(), hints);
    ListedTool with =
        new ListedTool("n", "t", "d", Json.object(), Optional.of(Json.object()), hints);
    isLeftOut(
        "outputSchema",
        legacy(new Result.Tools(List.of(without))).at("/tools/0"),
        legacy(new Result.Tools(List.of(with))).at("/tools/0"));
  }

  @Test
  void structureAndMetaOfACall() {
    Result without =
        new Result.ToolCalled(
            List.of(new Content.Text("x")), Optional.empty(), Optional.empty(), false);
    Result with =
        new Result.ToolCalled(
            List.of(), Optional.of(Json.object()), Optional.of(Json.object().put("k", 1)), true);
    isLeftOut("structuredContent", legacy(without), legacy(with));
    isLeftOut("_meta", legacy(without), legacy(with));
    assertEquals(1, modern(without).get("_meta").size());
    assertEquals(2, modern(with).get("_meta").size(), "the server's own key comes behind");
  }

  @Test
  void whatOnlyTheModernEraHas() {
    Result list = new Result.Tools(List.of());
    for (String field : List.of("resultType", "ttlMs", "cacheScope", "_meta")) {
      isLeftOut(field, legacy(list), modern(list));
    }
    isLeftOut("ttlMs", modern(new Result.Empty()), modern(list));
  }

  @Test
  void stateOfAQuestion() {
    Map<String, Question> asked = Map.of("k", new Question.Roots());
    isLeftOut(
        "requestState",
        modern(new Result.InputRequired(asked, Optional.empty())),
        modern(new Result.InputRequired(asked, Optional.of("v1"))));
  }

  @Test
  void totalAndMessageOfProgress() {
    JsonNode without =
        params(new ServerNotification.Progress(ID, 1, Optional.empty(), Optional.empty()));
    JsonNode with =
        params(new ServerNotification.Progress(ID, 1, Optional.of(2.0), Optional.of("half")));
    isLeftOut("total", without, with);
    isLeftOut("message", without, with);
  }

  @Test
  void subscriptionOfAChange() {
    JsonNode stream = TextNode.valueOf("s");
    isLeftOut(
        "_meta",
        params(new ServerNotification.ListChanged("tools", Optional.empty())),
        params(new ServerNotification.ListChanged("tools", Optional.of(stream))));
    isLeftOut(
        "_meta",
        params(new ServerNotification.ResourceUpdated("a://b", Optional.empty())),
        params(new ServerNotification.ResourceUpdated("a://b", Optional.of(stream))));
    isLeftOut(
        "resourceSubscriptions",
        params(
                new ServerNotification.SubscriptionsAcknowledged(
                    stream, List.of(), Optional.empty(), Optional.empty()))
            .get("notifications"),
        params(
                new ServerNotification.SubscriptionsAcknowledged(
                    stream, List.of(), Optional.of(List.of("a://b")), Optional.empty()))
            .get("notifications"));
  }

  private static WireTask task(
      WireTask.Detail detail, Optional<String> message, Optional<Duration> ttl) {
    Instant at = Instant.parse("2030-01-02T03:04:05.678Z");
    return new WireTask("id", detail, message, at, at, ttl, ttl.map(some -> some.dividedBy(2)));
  }

  @Test
  void messageTimeToLiveAndPollIntervalOfATask() {
    WireTask.Detail working = new WireTask.Detail.Working();
    JsonNode without =
        modern(new Result.TaskCreated(task(working, Optional.empty(), Optional.empty())));
    JsonNode with =
        modern(
            new Result.TaskCreated(
                task(working, Optional.of("half"), Optional.of(Duration.ofNanos(3_999_999)))));
    isLeftOut("statusMessage", without, with);
    isLeftOut("pollIntervalMs", without, with);
    assertEquals("null", without.get("ttlMs").toString());
    assertEquals("3", with.get("ttlMs").toString(), "whole milliseconds");
    assertEquals("\"2030-01-02T03:04:05.678Z\"", with.get("createdAt").toString());
    assertEquals("task", with.get("resultType").asText());
  }

  @Test
  void whatOnlyATaskOfOneStatusHas() {
    Result.ToolCalled called =
        new Result.ToolCalled(
            List.of(new Content.Text("x")),
            Optional.empty(),
            Optional.of(Json.object().put("k", 1)),
            true);
    Map<String, WireTask.Detail> details =
        Map.of(
            "inputRequests", new WireTask.Detail.InputRequired(Map.of("k", new Question.Roots())),
            "result", new WireTask.Detail.Completed(called),
            "error", new WireTask.Detail.Failed(Refusal.inBand(ErrorCode.INTERNAL_ERROR, "no")),
            "working", new WireTask.Detail.Working(),
            "cancelled", new WireTask.Detail.Cancelled());
    details.forEach(
        (own, detail) -> {
          WireTask task = task(detail, Optional.empty(), Optional.empty());
          for (String field : List.of("inputRequests", "result", "error")) {
            assertEquals(field.equals(own), modern(new Result.TaskFound(task)).has(field), own);
            assertFalse(modern(new Result.TaskCreated(task)).has(field), own);
          }
        });
    JsonNode found =
        modern(
            new Result.TaskFound(task(details.get("result"), Optional.empty(), Optional.empty())));
    assertEquals("complete", found.get("resultType").asText());
    assertEquals("complete", found.at("/result/resultType").asText());
    assertEquals(FixtureTools.json("{'k':1}"), found.at("/result/_meta"));
  }

  @Test
  void tasksOfAStream() {
    JsonNode stream = TextNode.valueOf("s");
    isLeftOut(
        "taskIds",
        params(
                new ServerNotification.SubscriptionsAcknowledged(
                    stream, List.of(), Optional.empty(), Optional.empty()))
            .get("notifications"),
        params(
                new ServerNotification.SubscriptionsAcknowledged(
                    stream, List.of(), Optional.empty(), Optional.of(List.of("id"))))
            .get("notifications"));
  }

  @Test
  void tasksAreAdvertisedInTheModernEraOnly() {
    isLeftOut(
        "extensions",
        modern(new Result.Discovery(List.of("v"), capabilities(false), Optional.empty()))
            .get("capabilities"),
        modern(new Result.Discovery(List.of("v"), capabilities(true), Optional.empty()))
            .get("capabilities"));
    assertFalse(
        legacy(new Result.Initialized("v", capabilities(true), IDENTITY, Optional.empty()))
            .get("capabilities")
            .has("extensions"));
  }

  @Test
  void idAndDataOfAnError() {
    Refusal plain = Refusal.inBand(ErrorCode.INTERNAL_ERROR, "no");
    Refusal withData = Refusal.rateLimited("no", Json.object().put("retry_after", 1));
    isLeftOut(
        "id",
        read(MessageWriter.error(Optional.empty(), plain)),
        read(MessageWriter.error(Optional.of(ID), plain)));
    isLeftOut(
        "data",
        read(MessageWriter.error(Optional.empty(), plain)).get("error"),
        read(MessageWriter.error(Optional.empty(), withData)).get("error"));
  }

  @Test
  void recordsRefuseWhatTheProtocolDoesNotAllow() {
    assertThrows(
        IllegalArgumentException.class, () -> new Result.InputRequired(Map.of(), Optional.empty()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Result.Discovery(List.of(), capabilities(false), Optional.empty()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Result.Completion(Collections.nCopies(101, "v"), 101, false));
    assertThrows(
        IllegalArgumentException.class, () -> new Result.Completion(List.of("v"), 0, false));
    assertThrows(
        IllegalArgumentException.class,
        () -> new ServerNotification.Progress(ID, Double.NaN, Optional.empty(), Optional.empty()));
  }
}
