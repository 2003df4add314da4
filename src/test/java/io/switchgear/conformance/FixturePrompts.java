package io.switchgear.conformance;

import io.switchgear.mcp.catalog.PromptCatalog;
import io.switchgear.mcp.wire.ListedPrompt;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Content;
import io.switchgear.tool.Dialogue;
import io.switchgear.tool.Questions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The suite's prompts. */
final class FixturePrompts implements PromptCatalog {

  private static final String CONTEXT =
      "{'type':'object','properties':{'context':{'type':'string'}},'required':['context']}";

  @Override
  public List<ListedPrompt> prompts() {
    return List.of(
        listed("test_simple_prompt"),
        listed(
            "test_prompt_with_arguments",
            new ListedPrompt.Argument("arg1", "First test argument", true),
            new ListedPrompt.Argument("arg2", "Second test argument", true)),
        listed(
            "test_prompt_with_embedded_resource",
            new ListedPrompt.Argument("resourceUri", "Address of the resource to embed", true)),
        listed("test_prompt_with_image"),
        listed("test_input_required_result_prompt"));
  }

  @Override
  public List<String> values(String name, String argument, Caller caller) {
    return argument.equals("arg1") ? List.of("test value", "testing", "other") : List.of();
  }

  @Override
  public CompletionStage<Written> write(
      String name, Map<String, String> arguments, Dialogue dialogue) {
    Written written =
        switch (name) {
          case "test_simple_prompt" -> text("This is a simple prompt for testing.");
          case "test_prompt_with_arguments" ->
              text(
                  "Prompt with arguments: arg1='%s', arg2='%s'"
                      .formatted(arguments.get("arg1"), arguments.get("arg2")));
          case "test_prompt_with_embedded_resource" ->
              of(
                  new Content.EmbeddedText(
                      arguments.get("resourceUri"),
                      "text/plain",
                      "Embedded resource content for testing."),
                  new Content.Text("Please process the embedded resource above."));
          case "test_prompt_with_image" ->
              of(
                  new Content.Image(Media.PNG, "image/png"),
                  new Content.Text("Please analyze the image above."));
          case "test_input_required_result_prompt" -> inContext(dialogue);
          default -> throw new IllegalArgumentException(name);
        };
    return CompletableFuture.completedFuture(written);
  }

  private static Written inContext(Dialogue dialogue) {
    return dialogue
        .accepted("user_context")
        .map(form -> text("Use this context: " + form.path("context").asText()))
        .orElseGet(
            () ->
                new Written.Asking(
                    "This prompt asks its client, and this client does not answer.",
                    Questions.one(
                        "user_context",
                        DialogueTools.form("What context should the prompt use?", CONTEXT),
                        Optional.empty())));
  }

  private static Written text(String text) {
    return of(new Content.Text(text));
  }

  private static Written of(Content... content) {
    return new Written.Prompt("Fixture of the conformance suite", List.of(content));
  }

  private static ListedPrompt listed(String name, ListedPrompt.Argument... arguments) {
    return new ListedPrompt(
        name,
        name.replace('_', ' '),
        "Fixture of the conformance suite: " + name.replace('_', ' ') + ".",
        List.of(arguments));
  }
}
