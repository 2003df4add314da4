package io.switchgear.mcp.catalog;

import io.switchgear.mcp.wire.ListedPrompt;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Content;
import io.switchgear.tool.Dialogue;
import io.switchgear.tool.Questions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The prompts that people start an agent with. Safe for use by many threads; no method blocks. */
public interface PromptCatalog {

  /** In the order in which they are listed. */
  List<ListedPrompt> prompts();

  /**
   * Writes the text of a prompt.
   *
   * @param name of one of {@link #prompts}
   * @param arguments holds all required arguments, and only listed ones
   */
  CompletionStage<Written> write(String name, Map<String, String> arguments, Dialogue dialogue);

  /**
   * Values that an argument can have, the likeliest first; empty if they are not known.
   *
   * @param caller for whom; the values must not reveal what other callers do
   */
  List<String> values(String name, String argument, Caller caller);

  /** The result of writing a prompt. */
  sealed interface Written {

    /**
     * @param content blocks, each a message of the user
     */
    record Prompt(String description, List<Content> content) implements Written {
      public Prompt {
        content = List.copyOf(content);
      }
    }

    /** An argument has a wrong value; the message says what is wrong and what is allowed. */
    record Refused(String message) implements Written {}

    /**
     * The client must be asked first.
     *
     * @param message for a client that cannot answer
     */
    record Asking(String message, Questions questions) implements Written {}
  }
}
