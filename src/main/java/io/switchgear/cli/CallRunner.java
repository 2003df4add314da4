package io.switchgear.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Content;
import io.switchgear.tool.UntrustedText;
import java.util.List;

/** Runs one call for a command, shows its progress, and cancels it on Ctrl-C. */
final class CallRunner {

  private static final int MESSAGE_CHARS = 2_000;
  private static final int TEXT_CHARS = 4 << 20;

  private CallRunner() {}

  /** Formats the result of a call. */
  interface Printer {

    /** The text to print for a result with output. */
    String print(CallResult answer);

    /** Called after the output was printed, so that a failure here cannot lose it. */
    default void printed(CallResult answer) {}

    /** The error message to print. */
    default String explain(String message) {
      return message;
    }
  }

  static Backend.ListedTool find(List<Backend.ListedTool> tools, String tool) {
    List<String> names = tools.stream().map(each -> each.tool().name()).toList();
    return tools.stream()
        .filter(each -> each.tool().name().equals(tool))
        .findFirst()
        .orElseThrow(
            () ->
                new CommandFailure(
                    ExitCode.USAGE,
                    "there is no tool '%s'; the tools are: %s%s"
                        .formatted(
                            UntrustedText.line(tool, MESSAGE_CHARS),
                            String.join(", ", names),
                            UsageErrors.meant(tool, names))));
  }

  static int run(
      CommandContext context, Backend backend, String tool, ObjectNode arguments, Printer printer) {
    ProgressBar bar = new ProgressBar(context.err(), context.columns(), System::nanoTime);
    Backend.Run run = backend.call(tool, arguments, bar);
    Runnable release = context.interrupts().on(run::cancel);
    try {
      CallResult answer = run.await();
      bar.end();
      print(context, tool, answer, printer);
      return answer.exitCode().code();
    } finally {
      bar.end();
      release.run();
    }
  }

  /** Runs before the interrupt handler is released, so that the output is complete at exit. */
  private static void print(
      CommandContext context, String tool, CallResult answer, Printer printer) {
    if (!answer.output().isEmpty()) {
      String printed = printer.print(answer);
      context.out().print(printed);
      context.out().flush();
      answer
          .caution()
          .map(caution -> UntrustedText.clean(caution, MESSAGE_CHARS))
          .filter(caution -> !printed.contains(caution))
          .ifPresent(caution -> context.complain(tool + ": " + caution));
    }
    answer
        .error()
        .ifPresent(
            error ->
                context.complain(
                    tool
                        + ": "
                        + error.wire()
                        + ": "
                        + UntrustedText.clean(printer.explain(answer.message()), MESSAGE_CHARS)));
    if (!answer.output().isEmpty()) {
      printer.printed(answer);
    }
  }

  /** The content of a result as text; each block ends with a line feed. */
  static String text(CallResult answer) {
    StringBuilder out = new StringBuilder();
    for (Content content : answer.output().content()) {
      String text =
          switch (content) {
            case Content.Text said -> said.text();
            case Content.EmbeddedText embedded -> embedded.text();
            case Content.ResourceLink link -> "(" + link.title() + ": " + link.uri() + ")";
            case Content.Image image -> "(image, " + image.mimeType() + ")";
            case Content.Audio audio -> "(audio, " + audio.mimeType() + ")";
          };
      out.append(UntrustedText.clean(text, TEXT_CHARS));
      if (!text.endsWith("\n")) {
        out.append('\n');
      }
    }
    return out.toString();
  }

  /** The structured result, or the text content as a list if there is none. */
  static String json(CallResult answer) {
    return answer
        .output()
        .structured()
        .map(PrintedJson::pretty)
        .orElseGet(
            () -> {
              ObjectNode texts = McpClient.JSON.createObjectNode();
              texts.putArray("content").add(text(answer));
              return PrintedJson.pretty(texts);
            });
  }
}
