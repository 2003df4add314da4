package io.switchgear.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Exports the results of a job. */
@Command(
    name = "report",
    description = {
      "Print or write the results of a job; of a job under way, what is done so far.",
      "  jobs report JOB --format html -f report.html",
      "                                a page for people, which needs no other file",
      "  jobs report JOB --format xml  nmap's XML, for programs such as ndiff"
    })
final class JobsReportCommand implements Callable<Integer> {

  /** The formats, as the server names them. */
  enum Format {
    json,
    jsonl,
    csv,
    xml,
    html
  }

  private final CommandContext context;

  @Mixin JobOption job;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "json",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  Format format;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "File to write to, completely or not at all; standard output if not given.")
  Path file;

  @Option(names = "--force", description = "Replace an existing file.")
  boolean force;

  @Mixin BackendOptions where;

  JobsReportCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    ExportFile target = file == null ? null : new ExportFile("--file", file, force);
    try (OperatorClient server = new OperatorClient(where.running())) {
      String id = job.id(server);
      if (target == null) {
        print(server, id);
      } else {
        target.write(out -> copy(server, id, out));
        context.out().println("The report is in " + file + ".");
      }
      context.out().flush();
    }
    return ExitCode.OK.code();
  }

  private void print(OperatorClient server, String id) {
    try (OutputStream out = new TextOutput(context.out())) {
      copy(server, id, out);
    } catch (IOException closed) {
      throw new UncheckedIOException(closed);
    }
  }

  private void copy(OperatorClient server, String id, OutputStream out) throws IOException {
    server.copy(out, Map.of("format", format.name()), "jobs", id, "report");
  }
}
