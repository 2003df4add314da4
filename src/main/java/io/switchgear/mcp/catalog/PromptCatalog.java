package io.switchgear.mcp.catalog;

import io.switchgear.mcp.wire.ListedPrompt;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Content;
import io.switchgear.tool.Dialogue;
import io.switchgear.tool.Questions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The prompts that people start an agent with. Safe for use by many threads; nothing blocks. */
public interface PromptCatalog {

  /** In the order in which they are listed. */
  List<ListedPrompt> prompts();

  /**
   * Writes a prompt out.
   *
   * @param name of one of {@link #prompts}
   * @param arguments those that are required are there; names that are not listed are not
   */
  CompletionStage<Written> write(String name, Map<String, String> arguments, Dialogue dialogue);

  /**
   * Values that an argument can have, the likeliest first; empty if nobody knows.
   *
   * @param caller for whom; of what others do nothing is to be told
   */
  List<String> values(String name, String argument, Caller caller);

  /** What became of a prompt. */
  sealed interface Written {

    /**
     * @param content blocks, each said as the user
     */
    record Prompt(String description, List<Content> content) implements Written {
      public Prompt {
        content = List.copyOf(content);
      }
    }

    /** An argument has a value that it cannot have: what is wrong, and what is allowed. */
    record Refused(String message) implements Written {}

    /**
     * The client has to be asked first.
     *
     * @param message for a client that cannot answer
     */
    record Asking(String message, Questions questions) implements Written {}
  }
}
