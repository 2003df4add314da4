package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.tool.Quantity;
import io.switchgear.tool.UntrustedText;
import io.switchgear.watch.audit.ChainVerifier;
import io.switchgear.watch.audit.ChainVerifier.Report;
import io.switchgear.watch.audit.Head;
import io.switchgear.watch.view.AuditJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the audit records of a running server, and verifies audit files. */
@Command(
    name = "audit",
    description = {
      "List the audit records of a running server, or verify audit files.",
      "  audit [--limit N] [--before N]",
      "                                list the newest records of a running server",
      "  audit verify [--data-dir DIR]",
      "                                verify every hash chain in the data folder; the server may"
          + " be running",
      "  audit verify FILE             verify one file, or the chain in one folder"
    },
    exitCodeList = {
      "0:records were listed, or every chain is intact",
      "1:verification found changed or missing records",
      "2:there is nothing to verify, or the command line or the configuration is invalid"
    })
final class AuditCommand implements Callable<Integer> {

  enum Action {
    list,
    verify
  }

  private static final String FOLDERS = "audit";
  private static final int SHOWN = 300;

  private final CommandContext context;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "ACTION",
      defaultValue = "list",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  Action action;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FILE",
      description = "For verify: a file or folder to use instead of the data folder.")
  Path file;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "20",
      description = "Number of records to list, 1 to 1000; default ${DEFAULT-VALUE}.")
  int limit;

  @Option(
      names = "--before",
      paramLabel = "N",
      description = "List only records with a lower number.")
  Long before;

  @Option(
      names = "--expect",
      paramLabel = "N:HASH",
      description =
          "For verify: a record that the chain must contain, such as a 'head' printed by list.")
  String expected;

  @Mixin OutputOption output;

  @Mixin BackendOptions where;

  AuditCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    ExitCode code =
        switch (action) {
          case list -> list();
          case verify -> verify();
        };
    context.out().flush();
    return code.code();
  }

  private ExitCode list() {
    if (file != null || expected != null) {
      throw new CommandFailure(
          ExitCode.USAGE, "list takes no FILE and no --expect; did you mean 'audit verify'?");
    }
    try (OperatorClient server = new OperatorClient(where.running())) {
      JsonNode answer =
          server.getWith(
              before == null
                  ? Map.of("limit", "" + limit)
                  : Map.of("limit", "" + limit, "before", "" + before),
              "audit");
      context
          .out()
          .print(
              output.of(
                  () -> table(OperatorClient.view(answer, AuditJson.class)),
                  answer,
                  () -> csv(answer)));
    }
    return ExitCode.OK;
  }

  private static String csv(JsonNode answer) {
    return Csv.of(
        answer.path("records"),
        "/seq",
        "/time",
        "/kind",
        "/who",
        "/what",
        "/targets",
        "/decision",
        "/rule",
        "/breaker",
        "/outcome",
        "/duration",
        "/count",
        "/hash");
  }

  private String table(AuditJson audit) {
    Table table = new Table("#", "TIME", "WHO", "WHAT", "DECISION", "OUTCOME OR RULE", "TARGETS");
    for (JsonNode record : audit.records()) {
      row(table, OperatorClient.view(record, AuditJson.Entry.class));
    }
    String end = "Last record: " + UntrustedText.line(audit.head(), SHOWN) + "\n";
    return (table.isEmpty()
            ? "There are no audit records yet.\n"
            : table.painted(new Ansi(context.colours()), "DECISION"))
        + end;
  }

  private static void row(Table table, AuditJson.Entry entry) {
    long count = entry.count().orElse(1);
    table.row(
        "" + entry.seq(),
        entry.time(),
        entry.who(),
        entry.what(),
        entry.decision() + (count > 1 ? " " + count + " times" : ""),
        entry.rule().isEmpty() ? entry.outcome() : entry.rule(),
        String.join(" ", entry.targets().stream().limit(3).toList()));
  }

  private ExitCode verify() {
    output.onlyText("verify");
    Optional<Head> head =
        Optional.ofNullable(expected)
            .map(
                text ->
                    Head.parse(text)
                        .orElseThrow(
                            () ->
                                new CommandFailure(
                                    ExitCode.USAGE,
                                    "--expect: give a record number, a colon and 64 hexadecimal"
                                        + " digits")));
    try {
      List<Path> chains = chains();
      if (head.isPresent() && chains.size() > 1) {
        throw new CommandFailure(
            ExitCode.USAGE,
            "--expect: the data folder has several chains; name one of them as FILE");
      }
      boolean intact = true;
      for (Path chain : chains) {
        Report report =
            Files.isDirectory(chain)
                ? ChainVerifier.folder(chain, head)
                : ChainVerifier.file(chain, head);
        intact &= report.broken().isEmpty();
        context.out().print(text(chain, report));
      }
      return intact ? ExitCode.OK : ExitCode.FAILED;
    } catch (IOException unreadable) {
      throw new CommandFailure(ExitCode.USAGE, "cannot read the audit: " + unreadable.getMessage());
    }
  }

  private List<Path> chains() throws IOException {
    if (file != null) {
      if (!Files.exists(file)) {
        throw new CommandFailure(ExitCode.USAGE, "there is no file or folder " + file);
      }
      return List.of(file);
    }
    Path dataDir = where.settings.load(Map.of()).dataDir();
    try (Stream<Path> all = Files.exists(dataDir) ? Files.list(dataDir) : Stream.empty()) {
      List<Path> chains =
          all.filter(Files::isDirectory)
              .filter(folder -> folder.getFileName().toString().startsWith(FOLDERS))
              .sorted()
              .toList();
      if (chains.isEmpty()) {
        throw new CommandFailure(
            ExitCode.USAGE,
            "there is no audit in " + dataDir + "; name the server's --data-dir, or a file");
      }
      return chains;
    }
  }

  private static String text(Path chain, Report report) {
    StringBuilder out = new StringBuilder();
    String records = Quantity.of(report.records(), "record");
    report
        .broken()
        .ifPresentOrElse(
            broken ->
                out.append(
                    "%s: BROKEN (%s) in %s%s: %s; %s before it are intact%n"
                        .formatted(
                            chain,
                            broken.damage().name().toLowerCase(Locale.ROOT),
                            broken.file(),
                            broken.line() > 0 ? ", line " + broken.line() : "",
                            broken.message(),
                            records)),
            () ->
                out.append(
                    "%s: intact, %s; the last is %s%n".formatted(chain, records, report.end())));
    report.notes().forEach(note -> out.append("  ").append(note).append('\n'));
    return out.toString();
  }
}
