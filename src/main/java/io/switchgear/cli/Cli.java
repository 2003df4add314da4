package io.switchgear.cli;

import io.switchgear.app.runtime.StartupException;
import io.switchgear.config.SettingsException;
import io.switchgear.tool.UntrustedText;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;

/** The tree of commands, and the one place that maps failures to exit codes. */
@Command(
    name = "switchgear",
    description = "Network tools over MCP, each behind its own circuit breaker.",
    versionProvider = Version.class,
    synopsisSubcommandLabel = "[COMMAND]")
final class Cli {

  private static final Set<String> OWN_OPTIONS = Set.of("-h", "--help", "-V", "--version");
  private static final int MESSAGE_CHARS = 500;

  private final CommandContext context;
  private final CommandLine commands;

  Cli(CommandContext context) {
    this.context = context;
    this.commands =
        new CommandLine(this)
            .addSubcommand(new ServeCommand(context))
            .addSubcommand(new ToolsCommand(context))
            .addSubcommand(new CallCommand(context))
            .addSubcommand(new ScanCommand(context))
            .addSubcommand(JobsCommand.tree(context))
            .addSubcommand(new HostsCommand(context))
            .addSubcommand(new BreakersCommand(context))
            .addSubcommand(new CallsCommand(context))
            .addSubcommand(new ClusterCommand(context))
            .addSubcommand(SchedulesCommand.tree(context))
            .addSubcommand(new DrillCommand(context))
            .addSubcommand(new TopCommand(context))
            .addSubcommand(new TokenCommand(context))
            .addSubcommand(new ConfigCommand(context))
            .addSubcommand(new ScopeCommand(context))
            .addSubcommand(new AuditCommand(context))
            .addSubcommand(new HealthCommand(context))
            .addSubcommand(new StatsCommand(context))
            .addSubcommand(new MetricsCommand(context))
            .addSubcommand(new DemoCommand(context))
            .addSubcommand(new ManCommand(context))
            .addSubcommand(new CompletionCommand(context));
    every(commands).forEach(this::equip);
    every(commands)
        .flatMap(command -> command.getCommandSpec().args().stream())
        .map(ArgSpec::type)
        .filter(Class::isEnum)
        .distinct()
        .forEach(this::registerEnum);
    commands
        // Otherwise picocli reads the @FILE of --json as a file of options.
        .setExpandAtFiles(false)
        .setOut(context.out())
        .setErr(context.err())
        .setParameterExceptionHandler(this::misused)
        .setExecutionExceptionHandler((failed, command, result) -> failed(failed).code());
  }

  /** A command and all its subcommands. */
  static Stream<CommandLine> every(CommandLine command) {
    return Stream.concat(
        Stream.of(command), command.getSubcommands().values().stream().flatMap(Cli::every));
  }

  private void equip(CommandLine command) {
    var spec = command.getCommandSpec();
    spec.mixinStandardHelpOptions(true);
    spec.versionProvider(new Version());
    spec.usageMessage()
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(exitCodes(spec.usageMessage().exitCodeList()))
        .sortOptions(false);
  }

  /**
   * @param own meanings that replace the general ones for this command
   */
  private static Map<String, String> exitCodes(Map<String, String> own) {
    Map<String, String> codes = new LinkedHashMap<>();
    for (ExitCode code : ExitCode.values()) {
      codes.put("" + code.code(), code.meaning());
    }
    codes.putAll(own);
    return codes;
  }

  /**
   * Runs a command; {@code serve} if none is given.
   *
   * @return the exit code
   */
  int run(String... args) {
    boolean named = args.length > 0 && (!args[0].startsWith("-") || OWN_OPTIONS.contains(args[0]));
    try {
      return commands.execute(
          named
              ? args
              : Stream.concat(Stream.of("serve"), Arrays.stream(args)).toArray(String[]::new));
    } catch (OutOfMemoryError full) {
      context.complain(
          "out of memory (%s); give the JVM more, such as JAVA_OPTS=-Xmx512m"
              .formatted(full.getMessage()));
      return ExitCode.USAGE.code();
    } catch (LinkageError broken) {
      context.complain(
          "this JVM cannot run the program (%s); use Java 25 or newer and a complete installation"
              .formatted(clean(String.valueOf(broken.getMessage()))));
      return ExitCode.USAGE.code();
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // the caller checked that the class is an enum
  private void registerEnum(Class<?> type) {
    commands.registerConverter((Class) type, new UsageErrors.EnumConverter((Class) type));
  }

  private int misused(CommandLine.ParameterException wrong, String[] typed) {
    String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
    context.complain(UsageErrors.sentence(wrong, typed) + "\nSee '" + command + " --help'.");
    return ExitCode.USAGE.code();
  }

  private ExitCode failed(Exception failure) {
    return switch (failure) {
      case CommandFailure known -> {
        context.complain(known.getMessage());
        yield known.exitCode();
      }
      case SettingsException bad -> {
        List<String> lines = bad.problems().stream().map(Object::toString).toList();
        context.complain("the configuration is invalid:\n" + String.join("\n", lines));
        yield ExitCode.USAGE;
      }
      case StartupException impossible -> {
        context.complain(impossible.getMessage());
        yield ExitCode.USAGE;
      }
      default -> {
        LoggerFactory.getLogger(Cli.class).debug("A command failed", failure);
        context.complain(
            "unexpected error: "
                + clean(failure.toString())
                + "\nRun it again with SWITCHGEAR_LOG_LEVEL=DEBUG to see the stack trace.");
        yield ExitCode.FAILED;
      }
    };
  }

  private static String clean(String text) {
    return UntrustedText.line(text, MESSAGE_CHARS);
  }
}
