package io.switchgear.cli;

import io.switchgear.app.runtime.StartupException;
import io.switchgear.config.SettingsException;
import io.switchgear.tool.UntrustedText;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
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

  private static final Set<String> VERSION_OPTIONS = Set.of("-V", "--version");
  private static final Set<String> OWN_OPTIONS = Set.of("-h", "--help", "-V", "--version");
  private static final int MESSAGE_CHARS = 500;

  /** Every command, in the order of the help. */
  private static final Map<String, Function<CommandContext, Object>> COMMANDS =
      new LinkedHashMap<>();

  static {
    COMMANDS.put("serve", ServeCommand::new);
    COMMANDS.put("tools", ToolsCommand::new);
    COMMANDS.put("call", CallCommand::new);
    COMMANDS.put("scan", ScanCommand::new);
    COMMANDS.put("jobs", JobsCommand::tree);
    COMMANDS.put("hosts", HostsCommand::new);
    COMMANDS.put("breakers", BreakersCommand::new);
    COMMANDS.put("calls", CallsCommand::new);
    COMMANDS.put("cluster", ClusterCommand::new);
    COMMANDS.put("schedules", SchedulesCommand::tree);
    COMMANDS.put("drill", DrillCommand::new);
    COMMANDS.put("top", TopCommand::new);
    COMMANDS.put("token", TokenCommand::new);
    COMMANDS.put("config", ConfigCommand::new);
    COMMANDS.put("scope", ScopeCommand::new);
    COMMANDS.put("audit", AuditCommand::new);
    COMMANDS.put("health", HealthCommand::new);
    COMMANDS.put("stats", StatsCommand::new);
    COMMANDS.put("metrics", MetricsCommand::new);
    COMMANDS.put("demo", DemoCommand::new);
    COMMANDS.put("man", ManCommand::new);
    COMMANDS.put("completion", CompletionCommand::new);
  }

  /** Those that show others. */
  private static final Set<String> OF_ALL = Set.of("man", "completion");

  private final CommandContext context;
  private final CommandLine commands;

  /** With all commands. */
  Cli(CommandContext context) {
    this(context, COMMANDS.keySet());
  }

  private Cli(CommandContext context, Collection<String> names) {
    this.context = context;
    this.commands = new CommandLine(this);
    names.forEach(name -> commands.addSubcommand(name, COMMANDS.get(name).apply(context)));
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
   * Runs a command; {@code serve} if none is given. Makes only that command, because picocli
   * examines each class and its options.
   *
   * @return the exit code
   */
  static int run(CommandContext context, String... args) {
    String[] words = named(args);
    return new Cli(context, needed(words)).execute(words);
  }

  private static Set<String> needed(String... words) {
    if (words.length == 1 && VERSION_OPTIONS.contains(words[0])) {
      return Set.of();
    }
    boolean alone = COMMANDS.containsKey(words[0]) && !OF_ALL.contains(words[0]);
    return alone ? Set.of(words[0]) : COMMANDS.keySet();
  }

  private static String[] named(String... args) {
    boolean named = args.length > 0 && (!args[0].startsWith("-") || OWN_OPTIONS.contains(args[0]));
    return named
        ? args
        : Stream.concat(Stream.of("serve"), Arrays.stream(args)).toArray(String[]::new);
  }

  private int execute(String... words) {
    try {
      return commands.execute(words);
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
