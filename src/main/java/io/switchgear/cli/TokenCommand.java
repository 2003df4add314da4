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

/** Creates bearer tokens for a server's callers. */
@Command(
    name = "token",
    description = {
      "Create a bearer token for a server.",
      "  token new [--name N] [--scope S]... [--expires D]",
      "The token is printed once and not stored. The server's configuration needs only its hash."
    })
final class TokenCommand implements Callable<Integer> {

  enum Action {
    NEW;

    @Override
    public String toString() {
      return "new";
    }
  }

  private static final Pattern LIFETIME = Pattern.compile("([1-9][0-9]{0,4})([hdw])");

  private final CommandContext context;

  @Parameters(index = "0", paramLabel = "ACTION", description = "${COMPLETION-CANDIDATES}.")
  Action action;

  @Option(
      names = {"-n", "--name"},
      paramLabel = "N",
      defaultValue = "agent",
      description = "Name of the holder in logs and orders; default ${DEFAULT-VALUE}.")
  String name;

  @Option(
      names = {"-s", "--scope"},
      paramLabel = "S",
      split = ",",
      description =
          "Permission: tools:read, scan:run, scan:intrusive, ops:read or ops:write. May be"
              + " repeated; scan:run if not given.")
  List<String> scopes = new ArrayList<>();

  @Option(
      names = {"-e", "--expires"},
      paramLabel = "D",
      description =
          "Expiry: a date in UTC such as 2027-01-31, or a time from now such as 12h, 90d, 8w."
              + " Never if not given.")
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
          "--name must be 1 to 64 of A-Z a-z 0-9 . _ -, begin with a letter or digit, and not be"
              + " 'local'");
    }
    List<String> granted = scopes.isEmpty() ? List.of(Permission.SCAN_RUN.wire()) : scopes;
    for (String scope : granted) {
      if (Permission.of(scope).isEmpty()) {
        throw new CommandFailure(
            ExitCode.USAGE,
            "--scope must be one of "
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
    Token, printed only once:
      %s

    Add this to the server's configuration, which contains only the hash, and run 'switchgear config reload':
      switchgear.http.auth.tokens += { name = "%s", scopes = [%s]%s,
        sha256 = "%s" }

    Clients send it as 'Authorization: Bearer TOKEN'. Commands of switchgear read it
      from a file with --token-file, or from the environment variable %s.
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
    Matcher time = LIFETIME.matcher(text);
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
          "--expires must be a date such as 2027-01-31, or a time from now such as 12h, 90d, 8w");
    }
    if (!end.isAfter(now)) {
      throw new CommandFailure(ExitCode.USAGE, "--expires " + end + " is in the past");
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
