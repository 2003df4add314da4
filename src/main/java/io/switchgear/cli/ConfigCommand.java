package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.app.Switchgear;
import io.switchgear.config.ConfigReference;
import io.switchgear.config.Settings;
import io.switchgear.tool.UntrustedText;
import io.switchgear.watch.view.ConfigJson;
import io.switchgear.watch.view.ViewMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Checks, shows and documents the configuration, and reloads that of a running server. */
@Command(
    name = "config",
    description = {
      "Check, show and document the configuration, or reload that of a running server.",
      "  config check FILE             report all problems with key, file and line; exit code 0 if"
          + " there are none",
      "  config show                   show every key, its value and the value's origin, without"
          + " secrets; with --url or --attach the values of a running server",
      "  config reload                 make the server read its configuration again; an invalid one"
          + " changes nothing",
      "  config reference              print every key of this version in Markdown: meaning,"
          + " default, allowed values, environment variable, whether a change needs a restart"
    })
final class ConfigCommand implements Callable<Integer> {

  private static final int LINE_CHARS = 500;

  enum Action {
    check,
    show,
    reload,
    reference
  }

  private final CommandContext context;

  @Parameters(index = "0", paramLabel = "ACTION", description = "${COMPLETION-CANDIDATES}.")
  Action action;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FILE",
      description = "For check: the configuration file, in HOCON.")
  Path file;

  @Mixin OutputOption output;

  @Mixin BackendOptions where;

  ConfigCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    if ((file == null) == (action == Action.check)) {
      throw new CommandFailure(
          ExitCode.USAGE,
          action == Action.check
              ? "name the file: 'config check FILE'"
              : action + " takes no file; give one with --config");
    }
    ExitCode code =
        switch (action) {
          case check -> check();
          case show -> where.server == null ? showLocal() : showRemote();
          case reload -> reload();
          case reference -> reference();
        };
    context.out().flush();
    return code.code();
  }

  /** Runs the checks of a server start; a problem ends the command as it would end the start. */
  private ExitCode check() {
    output.onlyText("check");
    Switchgear.check(Settings.load(Optional.of(file), Map.of()));
    context.out().println(file + " is valid.");
    return ExitCode.OK;
  }

  /** Without the name of the file, which the caller has given. */
  private ExitCode showLocal() {
    return show(
        ViewMapper.tree(ConfigJson.of(where.settings.load(Map.of()))).without(List.of("file")));
  }

  private ExitCode showRemote() {
    try (OperatorClient server = new OperatorClient(where.running())) {
      return show(server.get("config"));
    }
  }

  /** As a table, the values are printed like lines of a configuration file. */
  private ExitCode show(JsonNode answer) {
    ConfigJson config = OperatorClient.view(answer, ConfigJson.class);
    StringBuilder lines = new StringBuilder();
    for (ConfigJson.Value value : config.values()) {
      lines.append(
          "%s = %s  # %s\n"
              .formatted(clean(value.key()), clean(value.value()), clean(value.origin())));
    }
    context
        .out()
        .print(
            output.of(
                lines::toString,
                answer,
                () -> Csv.of(answer.path("values"), "/key", "/value", "/origin")));
    return ExitCode.OK;
  }

  private ExitCode reference() {
    context.out().print(ConfigReference.markdown(Switchgear::reloads));
    return ExitCode.OK;
  }

  private ExitCode reload() {
    JsonNode answer;
    try (OperatorClient server = new OperatorClient(where.running())) {
      answer = server.post("config", "reload");
    }
    ConfigJson.Reload reload = OperatorClient.view(answer, ConfigJson.Reload.class);
    if (!reload.applied()) {
      StringBuilder problems = new StringBuilder();
      reload.problems().forEach(each -> problems.append('\n').append(problem(each)));
      throw new CommandFailure(
          ExitCode.USAGE,
          "not reloaded: the configuration is invalid, and the server keeps its current one:"
              + problems);
    }
    context.out().print(output.of(() -> reloaded(reload), answer, () -> csv(answer)));
    return ExitCode.OK;
  }

  private static String reloaded(ConfigJson.Reload reload) {
    StringBuilder out = new StringBuilder();
    reload.changed().forEach(each -> out.append(change(each)).append('\n'));
    if (!reload.needsRestart().isEmpty()) {
      out.append("These changes need a restart:\n");
      reload.needsRestart().forEach(each -> out.append(change(each)).append('\n'));
    }
    return out.isEmpty() ? "Nothing has changed.\n" : out.toString();
  }

  private static String csv(JsonNode answer) {
    List<ObjectNode> lines = new ArrayList<>();
    for (String list : List.of("changed", "needs_restart")) {
      for (JsonNode each : answer.path(list)) {
        ObjectNode line = McpClient.JSON.createObjectNode();
        line.setAll((ObjectNode) each);
        lines.add(line.put("needs_restart", list.equals("needs_restart")));
      }
    }
    return Csv.of(lines, "/key", "/from", "/to", "/needs_restart");
  }

  private static String problem(ConfigJson.Problem problem) {
    String value = clean(problem.value());
    String place = clean(problem.where());
    return clean(problem.key())
        + (value.isEmpty() ? "" : " = " + value)
        + (place.isEmpty() ? "" : " (" + place + ")")
        + ": "
        + clean(problem.message());
  }

  private static String change(ConfigJson.Change change) {
    return "%s: %s -> %s"
        .formatted(clean(change.key()), orNone(change.from()), orNone(change.to()));
  }

  private static String orNone(String value) {
    String text = clean(value);
    return text.isEmpty() ? "(none)" : text;
  }

  private static String clean(String text) {
    return UntrustedText.line(text, LINE_CHARS);
  }
}
