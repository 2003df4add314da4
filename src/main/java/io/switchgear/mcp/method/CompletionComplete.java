package io.switchgear.mcp.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.catalog.PromptCatalog;
import io.switchgear.mcp.catalog.ResourceCatalog;
import io.switchgear.mcp.exchange.MethodResult;
import io.switchgear.mcp.exchange.RequestContext;
import io.switchgear.mcp.wire.Result;
import io.switchgear.tool.Caller;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code completion/complete}: values for arguments of prompts and variables of templates. */
final class CompletionComplete implements Method {

  static final MethodType TYPE =
      new MethodType(
          "completion/complete",
          RequiredPermission.TOOLS,
          MethodType.BOTH,
          parts ->
              parts
                  .offer()
                  .prompts()
                  .map(
                      prompts ->
                          new CompletionComplete(Optional.of(prompts), parts.offer().resources())));

  private final Optional<PromptCatalog> prompts;
  private final Optional<ResourceCatalog> resources;

  private CompletionComplete(Optional<PromptCatalog> prompts, Optional<ResourceCatalog> resources) {
    this.prompts = prompts;
    this.resources = resources;
  }

  @Override
  public MethodResult answer(RequestContext context, ObjectNode params) {
    JsonNode argument = params.path("argument").path("name");
    JsonNode begun = params.path("argument").path("value");
    if (!argument.isTextual() || !begun.isTextual()) {
      return MethodResult.invalidParams(
          "params.argument must hold the strings \"name\" and \"value\"");
    }
    JsonNode ref = params.path("ref");
    Optional<List<String>> values =
        switch (ref.path("type").asText()) {
          case "ref/prompt" ->
              ofPrompt(ref.path("name").asText(), argument.textValue(), context.caller());
          case "ref/resource" ->
              ofTemplate(ref.path("uri").asText(), argument.textValue(), context.caller());
          default -> Optional.empty();
        };
    return values
        .<MethodResult>map(all -> completion(all, begun.textValue()))
        .orElseGet(
            () ->
                MethodResult.invalidParams(
                    "params.ref must name a prompt of prompts/list by {\"type\":\"ref/prompt\","
                        + "\"name\":…}, or a template of resources/templates/list by"
                        + " {\"type\":\"ref/resource\",\"uri\":…}"));
  }

  private Optional<List<String>> ofPrompt(String name, String argument, Caller caller) {
    return prompts
        .filter(catalog -> PromptsGet.find(catalog, name).isPresent())
        .map(catalog -> catalog.values(name, argument, caller));
  }

  private Optional<List<String>> ofTemplate(String template, String blank, Caller caller) {
    return resources
        .filter(
            catalog -> catalog.templates().stream().anyMatch(each -> each.uri().equals(template)))
        .map(catalog -> catalog.values(template, blank, caller));
  }

  private static MethodResult completion(List<String> all, String begun) {
    String start = begun.toLowerCase(Locale.ROOT);
    List<String> fitting =
        all.stream().filter(value -> value.toLowerCase(Locale.ROOT).startsWith(start)).toList();
    return new MethodResult.Done(
        new Result.Completion(
            fitting.stream().limit(Result.Completion.MAX_VALUES).toList(),
            fitting.size(),
            fitting.size() > Result.Completion.MAX_VALUES));
  }
}
