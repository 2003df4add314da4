package io.switchgear.mcp.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.catalog.PromptCatalog;
import io.switchgear.mcp.catalog.PromptCatalog.Written;
import io.switchgear.mcp.exchange.InputRounds;
import io.switchgear.mcp.exchange.InputRounds.Turn;
import io.switchgear.mcp.exchange.MethodResult;
import io.switchgear.mcp.exchange.RequestContext;
import io.switchgear.mcp.exchange.RequestState;
import io.switchgear.mcp.wire.ErrorCode;
import io.switchgear.mcp.wire.ListedPrompt;
import io.switchgear.mcp.wire.Refusal;
import io.switchgear.mcp.wire.RequestMeta;
import io.switchgear.mcp.wire.Result;
import io.switchgear.tool.Dialogue;
import io.switchgear.tool.ToolRun.StopReason;
import io.switchgear.tool.UntrustedText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** {@code prompts/get}. */
final class PromptsGet implements Method {

  static final MethodType TYPE =
      new MethodType(
          "prompts/get",
          RequiredPermission.TOOLS,
          Optional.of("name"),
          MethodType.BOTH,
          parts -> parts.offer().prompts().map(catalog -> new PromptsGet(catalog, parts.states())));

  private static final int SHOWN = 128;

  private final PromptCatalog catalog;
  private final RequestState states;

  private PromptsGet(PromptCatalog catalog, RequestState states) {
    this.catalog = catalog;
    this.states = states;
  }

  @Override
  public MethodResult answer(RequestContext context, ObjectNode params) {
    JsonNode name = params.path("name");
    Optional<ListedPrompt> prompt = find(catalog, name.asText());
    if (!name.isTextual() || prompt.isEmpty()) {
      return refused(
          "Unknown prompt: '%s'. The prompts here are: %s"
              .formatted(UntrustedText.line(name.asText(), SHOWN), names(catalog)));
    }
    Optional<Refusal> meta = RequestMeta.checkOptional(params);
    if (meta.isPresent()) {
      return new MethodResult.Failure(meta.get());
    }
    Map<String, String> arguments = new HashMap<>();
    Optional<String> problem = read(prompt.get(), params.path("arguments"), arguments);
    return problem.isPresent()
        ? refused("Invalid params: " + problem.get())
        : InputRounds.start(
            context,
            TYPE.name(),
            params,
            states,
            (dialogue, progress) -> writing(prompt.get(), arguments, dialogue));
  }

  static Optional<ListedPrompt> find(PromptCatalog catalog, String name) {
    return catalog.prompts().stream().filter(prompt -> prompt.name().equals(name)).findFirst();
  }

  static String names(PromptCatalog catalog) {
    return catalog.prompts().stream().map(ListedPrompt::name).collect(Collectors.joining(", "));
  }

  /** Fills {@code arguments}; returns what is wrong if they do not fit the prompt. */
  private static Optional<String> read(
      ListedPrompt prompt, JsonNode given, Map<String, String> arguments) {
    if (!given.isObject() && !given.isMissingNode() && !given.isNull()) {
      return Optional.of("params.arguments must be an object of strings, or be left out");
    }
    Set<String> known =
        prompt.arguments().stream().map(ListedPrompt.Argument::name).collect(Collectors.toSet());
    List<String> problems = new ArrayList<>();
    given
        .properties()
        .forEach(
            each -> {
              if (!known.contains(each.getKey())) {
                problems.add(
                    "there is no argument '%s'"
                        .formatted(UntrustedText.line(each.getKey(), SHOWN)));
              } else if (!each.getValue().isTextual()) {
                problems.add("argument '%s' must be a string".formatted(each.getKey()));
              } else {
                arguments.put(each.getKey(), each.getValue().textValue());
              }
            });
    prompt.arguments().stream()
        .filter(argument -> argument.required() && !arguments.containsKey(argument.name()))
        .forEach(argument -> problems.add("argument '%s' is missing".formatted(argument.name())));
    return problems.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s; prompt '%s' takes: %s"
                .formatted(
                    String.join("; ", problems),
                    prompt.name(),
                    prompt.arguments().stream()
                        .map(each -> each.name() + (each.required() ? " (required)" : ""))
                        .collect(Collectors.joining(", "))));
  }

  private InputRounds.Attempt writing(
      ListedPrompt prompt, Map<String, String> arguments, Dialogue dialogue) {
    CompletionStage<Turn> turn =
        catalog
            .write(prompt.name(), arguments, dialogue)
            .thenApply(
                written ->
                    switch (written) {
                      case Written.Prompt text ->
                          new Turn.Done(
                              new MethodResult.Done(
                                  new Result.PromptMessages(text.description(), text.content())));
                      case Written.Refused refused ->
                          new Turn.Done(refused("Invalid params: " + refused.message()));
                      case Written.Asking asking ->
                          new Turn.Asks(asking.questions(), refused(asking.message()));
                    });
    return new InputRounds.Attempt() {
      @Override
      public CompletionStage<Turn> turn() {
        return turn;
      }

      /** Writing a prompt cannot be stopped. */
      @Override
      public void stop(StopReason reason) {}
    };
  }

  private static MethodResult.Failure refused(String message) {
    return new MethodResult.Failure(Refusal.inBand(ErrorCode.INVALID_PARAMS, message));
  }
}
