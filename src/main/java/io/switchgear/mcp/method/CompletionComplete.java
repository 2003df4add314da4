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
    String blank = argument.textValue();
    String typed = begun.textValue();
    Caller caller = context.caller();
    return switch (ref.path("type").asText()) {
      case "ref/prompt" ->
          ofPrompt(ref.path("name").asText(), blank, caller)
              .<MethodResult>map(all -> completion(ResourceCatalog.fitting(all, typed)))
              .orElseGet(CompletionComplete::unknown);
      case "ref/resource" ->
          ofTemplate(ref.path("uri").asText(), blank, typed, caller)
              .orElseGet(CompletionComplete::unknown);
      default -> unknown();
    };
  }

  private static MethodResult unknown() {
    return MethodResult.invalidParams(
        "params.ref must name a prompt of prompts/list by {\"type\":\"ref/prompt\","
            + "\"name\":…}, or a template of resources/templates/list by"
            + " {\"type\":\"ref/resource\",\"uri\":…}");
  }

  private Optional<List<String>> ofPrompt(String name, String argument, Caller caller) {
    return prompts
        .filter(catalog -> PromptsGet.find(catalog, name).isPresent())
        .map(catalog -> catalog.values(name, argument, caller));
  }

  private Optional<MethodResult> ofTemplate(
      String template, String blank, String typed, Caller caller) {
    return resources
        .filter(
            catalog -> catalog.templates().stream().anyMatch(each -> each.uri().equals(template)))
        .map(
            catalog ->
                LaterResult.of(
                    () ->
                        catalog
                            .values(template, blank, typed, caller)
                            .thenApply(CompletionComplete::completion)));
  }

  private static MethodResult.Done completion(List<String> fitting) {
    return new MethodResult.Done(
        new Result.Completion(
            fitting.stream().limit(Result.Completion.MAX_VALUES).toList(),
            fitting.size(),
            fitting.size() > Result.Completion.MAX_VALUES));
  }
}
