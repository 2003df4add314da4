package io.switchgear.mcp.wire;

import java.util.List;
import java.util.Objects;

/**
 * A prompt as {@code prompts/list} shows it.
 *
 * @param name unique, for programs
 * @param title for people
 * @param description what the prompt makes an agent do
 */
public record ListedPrompt(
    String name, String title, String description, List<Argument> arguments) {

  public ListedPrompt {
    Objects.requireNonNull(name);
    Objects.requireNonNull(title);
    Objects.requireNonNull(description);
    arguments = List.copyOf(arguments);
  }

  /** An argument of a prompt; its value is text. */
  public record Argument(String name, String description, boolean required) {

    public Argument {
      Objects.requireNonNull(name);
      Objects.requireNonNull(description);
    }
  }
}
