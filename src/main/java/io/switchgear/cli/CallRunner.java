package io.switchgear.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Content;
import io.switchgear.tool.UntrustedText;
import java.util.List;

/** Runs one call for a command: with its progress shown, and ended by Ctrl-C. */
final class CallRunner {

  private static final int MESSAGE_CHARS = 2_000;
  private static final int TEXT_CHARS = 4 << 20;

  private CallRunner() {}

  /** What is made of an answer. */
  interface Printer {

    /** What to print of its output. */
    String print(CallResult answer);

    /** Called when the output is out, so that no failure here can cost it. */
    default void printed(CallResult answer) {}

    /** What to print of its message. */
    default String explain(String message) {
      return message;
    }
  }

  static Backend.Offer offer(List<Backend.Offer> offers, String tool) {
    List<String> names = offers.stream().map(offer -> offer.tool().name()).toList();
    return offers.stream()
        .filter(offer -> offer.tool().name().equals(tool))
        .findFirst()
        .orElseThrow(
            () ->
                new CommandFailure(
                    ExitCode.USAGE,
                    "there is no tool '%s'; there are: %s%s"
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

  /** Before the interrupt is released: what was found must be out before the end. */
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

  /** The texts of an answer, each with a line end. */
  static String text(CallResult answer) {
    StringBuilder out = new StringBuilder();
    for (Content content : answer.output().content()) {
      String text =
          switch (content) {
            case Content.Text said -> said.text();
            case Content.EmbeddedText embedded -> embedded.text();
            case Content.Image image -> "(an image, " + image.mimeType() + ")";
            case Content.Audio audio -> "(a sound, " + audio.mimeType() + ")";
          };
      out.append(UntrustedText.clean(text, TEXT_CHARS));
      if (!text.endsWith("\n")) {
        out.append('\n');
      }
    }
    return out.toString();
  }

  /** The structured result; the texts as a list when there is none. */
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
