package io.switchgear.cli;

import io.switchgear.config.TokenSettings;
import io.switchgear.front.access.BearerToken;
import io.switchgear.tool.Caller.Permission;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes tokens for callers of a server. */
@Command(
    name = "token",
    description = {
      "Make a token that lets its holder in to a server.",
      "  token new [--name N] [--scope S]... [--expires D]",
      "The token is shown once and kept nowhere; the server's configuration gets its hash."
    })
final class TokenCommand implements Callable<Integer> {

  enum Action {
    NEW;

    @Override
    public String toString() {
      return "new";
    }
  }

  private static final Pattern DAYS = Pattern.compile("([1-9][0-9]{0,4})([hdw])");

  private final CommandContext context;

  @Parameters(index = "0", paramLabel = "ACTION", description = "${COMPLETION-CANDIDATES}.")
  Action action;

  @Option(
      names = {"-n", "--name"},
      paramLabel = "N",
      defaultValue = "agent",
      description = "Who holds it, as logs and orders show it; default ${DEFAULT-VALUE}.")
  String name;

  @Option(
      names = {"-s", "--scope"},
      paramLabel = "S",
      split = ",",
      description =
          "What it permits: tools:read, scan:run, scan:intrusive, ops:read, ops:write. Can be given"
              + " several times; scan:run if not given.")
  List<String> scopes = new ArrayList<>();

  @Option(
      names = {"-e", "--expires"},
      paramLabel = "D",
      description =
          "When it ends: a date in UTC such as 2027-01-31, or a time from now such as"
              + " 12h, 90d, 8w. Never if not given.")
  String expires;

  TokenCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    return switch (action) {
      case NEW -> makeNew();
    };
  }

  private int makeNew() {
    if (!TokenSettings.isName(name)) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--name needs up to 64 of A-Z a-z 0-9 . _ - that begin with a letter or digit, and is not"
              + " 'local'");
    }
    List<String> granted = scopes.isEmpty() ? List.of(Permission.SCAN_RUN.wire()) : scopes;
    for (String scope : granted) {
      if (Permission.of(scope).isEmpty()) {
        throw new CommandFailure(
            ExitCode.USAGE,
            "--scope knows "
                + Arrays.stream(Permission.values())
                    .map(Permission::wire)
                    .collect(Collectors.joining(", ")));
      }
    }
    Optional<Instant> end = Optional.ofNullable(expires).map(TokenCommand::end);
    BearerToken token = BearerToken.fresh();
    context.out().print(text(token, granted, end));
    context.out().flush();
    return ExitCode.OK.code();
  }

  private String text(BearerToken token, List<String> granted, Optional<Instant> end) {
    String quoted =
        granted.stream().distinct().map(s -> '"' + s + '"').collect(Collectors.joining(", "));
    return """
    Token, shown this once:
      %s

    For the server's configuration, which has only its hash; 'switchgear config reload' puts it in effect:
      switchgear.http.auth.tokens += { name = "%s", scopes = [%s]%s,
        sha256 = "%s" }

    Callers send it as 'Authorization: Bearer TOKEN'; the commands here take it from a file with
    --token-file, or from the variable %s.
    """
        .formatted(
            token.reveal(),
            name,
            quoted,
            end.map(at -> ", expires = \"" + at + "\"").orElse(""),
            token.sha256(),
            CredentialOptions.VARIABLE);
  }

  private static Instant end(String text) {
    Matcher time = DAYS.matcher(text);
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Instant end;
    try {
      end =
          time.matches()
              ? now.plus(unit(time.group(2)).multipliedBy(Long.parseLong(time.group(1))))
              : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException notATime) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--expires needs a date such as 2027-01-31, or a time from now such as 12h, 90d, 8w");
    }
    if (!end.isAfter(now)) {
      throw new CommandFailure(ExitCode.USAGE, "--expires " + end + " is past already");
    }
    return end;
  }

  private static Duration unit(String unit) {
    return switch (unit) {
      case "h" -> Duration.ofHours(1);
      case "w" -> Duration.ofDays(7);
      default -> Duration.ofDays(1);
    };
  }
}
