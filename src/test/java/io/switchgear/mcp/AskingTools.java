package io.switchgear.mcp;

import io.switchgear.tool.LogLevel;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Question;
import io.switchgear.tool.Questions;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolDescriptor.Hints;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolRun;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One tool, "greet", that asks for a name, and logs that it greets. */
public final class AskingTools implements ToolCatalog {

  private static final ToolDescriptor GREET =
      new ToolDescriptor(
          "greet",
          "Greet",
          "Greets whoever is there.",
          FixtureTools.json(
              "{'type':'object','properties':{'word':{'type':'string','x-mcp-header':'Word'}}}"),
          Optional.empty(),
          new Hints(true, false, true, false));

  private final boolean once;

  AskingTools() {
    this(false);
  }

  /**
   * @param once whether an answer serves one call only
   */
  public AskingTools(boolean once) {
    this.once = once;
  }

  @Override
  public List<ToolDescriptor> descriptors() {
    return List.of(GREET);
  }

  @Override
  public Optional<ToolDescriptor> find(String name) {
    return Optional.of(GREET).filter(tool -> tool.name().equals(name));
  }

  @Override
  public ToolRun call(ToolCall call, Progress progress) {
    boolean proven = call.dialogue().state().isPresent();
    Optional<String> name = call.dialogue().accepted("who").map(form -> form.path("name").asText());
    if (!proven || name.isEmpty()) {
      return ToolRun.completed(
          new ToolOutcome.InvalidInput(
              "Nobody says who is there.",
              Optional.of(
                  new Questions(
                      Map.of(
                          "who",
                          new Question.Form(
                              "Who is there?",
                              FixtureTools.json(
                                  "{'type':'object','properties':{'name':{'type':'string'}}}"))),
                      Optional.of(FixtureTools.json("{'asked':true}")),
                      once))));
    }
    progress.log(LogLevel.INFO, "greeter", "greets " + name.get());
    String word = call.arguments().path("word").asText("Hello");
    return ToolRun.completed(
        new ToolOutcome.Success(ToolOutput.text(word + ", " + name.get() + "!")));
  }
}
