package io.switchgear.mcp.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.switchgear.tool.Content;
import io.switchgear.tool.Question;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes the fields of a {@link Result} into an object that is open. */
final class ResultWriter {

  private final Json.Out out;
  private final JsonGenerator json;
  private final Era era;
  private final MessageWriter message;

  ResultWriter(Json.Out out, Era era, MessageWriter message) {
    this.out = out;
    this.json = out.json();
    this.era = era;
    this.message = message;
  }

  /** Returns whether {@code _meta} was one of them, and then with all that the era adds. */
  boolean fields(Result result) throws IOException {
    switch (result) {
      case Result.Empty ignored -> {}
      case Result.ToolCalled called -> {
        toolResult(out, called, this::serverInfo);
        return called.meta().isPresent();
      }
      case Result.Discovery discovery -> {
        strings("supportedVersions", discovery.supportedVersions());
        capabilities(discovery.capabilities());
        text("instructions", discovery.instructions());
      }
      case Result.Initialized initialized -> {
        json.writeStringField("protocolVersion", initialized.protocolVersion());
        capabilities(initialized.capabilities());
        json.writeFieldName("serverInfo");
        MessageWriter.identity(json, initialized.serverInfo());
        text("instructions", initialized.instructions());
      }
      case Result.Tools tools -> {
        json.writeArrayFieldStart("tools");
        for (ListedTool tool : tools.tools()) {
          tool(tool);
        }
        json.writeEndArray();
      }
      case Result.Resources list -> resources("resources", "uri", list.resources());
      case Result.ResourceTemplates list ->
          resources("resourceTemplates", "uriTemplate", list.resourceTemplates());
      case Result.ResourceContents contents -> {
        json.writeArrayFieldStart("contents");
        json.writeStartObject();
        json.writeStringField("uri", contents.uri());
        json.writeStringField("mimeType", contents.mimeType());
        json.writeStringField(contents.isBinary() ? "blob" : "text", contents.data());
        json.writeEndObject();
        json.writeEndArray();
      }
      case Result.Prompts prompts -> {
        json.writeArrayFieldStart("prompts");
        for (ListedPrompt prompt : prompts.prompts()) {
          prompt(prompt);
        }
        json.writeEndArray();
      }
      case Result.PromptMessages prompt -> {
        json.writeStringField("description", prompt.description());
        json.writeArrayFieldStart("messages");
        for (Content content : prompt.content()) {
          MessageWriter.userMessage(json, content);
        }
        json.writeEndArray();
      }
      case Result.Completion completion -> {
        json.writeObjectFieldStart("completion");
        strings("values", completion.values());
        json.writeNumberField("total", completion.total());
        json.writeBooleanField("hasMore", completion.hasMore());
        json.writeEndObject();
      }
      case Result.SubscriptionEnded ended -> {
        json.writeObjectFieldStart("_meta");
        out.field(MessageWriter.SUBSCRIPTION_ID, ended.subscriptionId());
        serverInfo();
        json.writeEndObject();
        return true;
      }
      case Result.InputRequired asking -> {
        inputRequests(out, era, asking.inputRequests());
        text("requestState", asking.requestState());
      }
      case Result.TaskCreated created -> TaskWriter.fields(out, created.task());
      case Result.TaskFound found -> TaskWriter.detailed(out, found.task());
    }
    return false;
  }

  /** Writes more keys of {@code _meta}. */
  @FunctionalInterface
  interface MoreMeta {
    void write() throws IOException;
  }

  /** Writes {@code more} into {@code _meta}, if the result has it. */
  static void toolResult(Json.Out out, Result.ToolCalled called, MoreMeta more) throws IOException {
    JsonGenerator json = out.json();
    json.writeArrayFieldStart("content");
    for (Content content : called.content()) {
      content(json, content);
    }
    json.writeEndArray();
    if (called.structuredContent().isPresent()) {
      out.field("structuredContent", called.structuredContent().get());
    }
    if (called.meta().isPresent()) {
      json.writeObjectFieldStart("_meta");
      MessageWriter.fields(out, called.meta().get());
      more.write();
      json.writeEndObject();
    }
    json.writeBooleanField("isError", called.isError());
  }

  static void inputRequests(Json.Out out, Era era, Map<String, Question> questions)
      throws IOException {
    out.json().writeObjectFieldStart("inputRequests");
    for (Map.Entry<String, Question> each : questions.entrySet()) {
      out.json().writeObjectFieldStart(each.getKey());
      MessageWriter.question(out, era, each.getValue());
      out.json().writeEndObject();
    }
    out.json().writeEndObject();
  }

  private void serverInfo() throws IOException {
    if (era == Era.MODERN) {
      message.serverInfo(json);
    }
  }

  private void capabilities(ServerCapabilities capabilities) throws IOException {
    json.writeObjectFieldStart("capabilities");
    json.writeObjectFieldStart("tools");
    flag("listChanged", capabilities.tools().listChanged());
    json.writeEndObject();
    if (capabilities.resources().isPresent()) {
      json.writeObjectFieldStart("resources");
      flag("listChanged", capabilities.resources().get().listChanged());
      flag("subscribe", capabilities.resources().get().subscribe());
      json.writeEndObject();
    }
    if (capabilities.prompts().isPresent()) {
      json.writeObjectFieldStart("prompts");
      flag("listChanged", capabilities.prompts().get().listChanged());
      json.writeEndObject();
    }
    if (capabilities.completions()) {
      json.writeObjectFieldStart("completions");
      json.writeEndObject();
    }
    json.writeObjectFieldStart("logging");
    json.writeEndObject();
    if (capabilities.tasks() && era == Era.MODERN) {
      json.writeObjectFieldStart("extensions");
      json.writeObjectFieldStart(TasksExtension.NAME);
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  /** A capability that is not there is left out. */
  private void flag(String name, boolean value) throws IOException {
    if (value) {
      json.writeBooleanField(name, true);
    }
  }

  private void tool(ListedTool tool) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", tool.name());
    json.writeStringField("title", tool.title());
    json.writeStringField("description", tool.description());
    out.field("inputSchema", tool.inputSchema());
    if (tool.outputSchema().isPresent()) {
      out.field("outputSchema", tool.outputSchema().get());
    }
    json.writeObjectFieldStart("annotations");
    json.writeStringField("title", tool.title());
    json.writeBooleanField("readOnlyHint", tool.annotations().readOnly());
    json.writeBooleanField("destructiveHint", tool.annotations().destructive());
    json.writeBooleanField("idempotentHint", tool.annotations().idempotent());
    json.writeBooleanField("openWorldHint", tool.annotations().openWorld());
    json.writeEndObject();
    json.writeEndObject();
  }

  private void resources(String field, String address, List<ListedResource> resources)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (ListedResource resource : resources) {
      json.writeStartObject();
      json.writeStringField(address, resource.uri());
      json.writeStringField("name", resource.name());
      json.writeStringField("title", resource.title());
      json.writeStringField("description", resource.description());
      json.writeStringField("mimeType", resource.mimeType());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void prompt(ListedPrompt prompt) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", prompt.name());
    json.writeStringField("title", prompt.title());
    json.writeStringField("description", prompt.description());
    json.writeArrayFieldStart("arguments");
    for (ListedPrompt.Argument argument : prompt.arguments()) {
      json.writeStartObject();
      json.writeStringField("name", argument.name());
      json.writeStringField("description", argument.description());
      json.writeBooleanField("required", argument.required());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  static void content(JsonGenerator json, Content content) throws IOException {
    json.writeStartObject();
    switch (content) {
      case Content.Text text -> {
        json.writeStringField("type", "text");
        json.writeStringField("text", text.text());
      }
      case Content.Image image -> binary(json, "image", image.data(), image.mimeType());
      case Content.Audio audio -> binary(json, "audio", audio.data(), audio.mimeType());
      case Content.EmbeddedText resource -> {
        json.writeStringField("type", "resource");
        json.writeObjectFieldStart("resource");
        json.writeStringField("uri", resource.uri());
        json.writeStringField("mimeType", resource.mimeType());
        json.writeStringField("text", resource.text());
        json.writeEndObject();
      }
      case Content.ResourceLink link -> {
        json.writeStringField("type", "resource_link");
        json.writeStringField("uri", link.uri());
        json.writeStringField("name", link.name());
        json.writeStringField("title", link.title());
        json.writeStringField("description", link.description());
        json.writeStringField("mimeType", link.mimeType());
      }
    }
    json.writeEndObject();
  }

  private static void binary(JsonGenerator json, String type, String data, String mimeType)
      throws IOException {
    json.writeStringField("type", type);
    json.writeStringField("data", data);
    json.writeStringField("mimeType", mimeType);
  }

  private void strings(String field, List<String> values) throws IOException {
    json.writeArrayFieldStart(field);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  private void text(String field, Optional<String> value) throws IOException {
    if (value.isPresent()) {
      json.writeStringField(field, value.get());
    }
  }
}
