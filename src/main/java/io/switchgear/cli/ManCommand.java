package io.switchgear.cli;

import io.switchgear.tool.UntrustedText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints or writes manual pages. */
@Command(
    name = "man",
    description = {
      "Print a manual page, or write all of them to a folder.",
      "  switchgear man health | man -l -",
      "                                show one page",
      "  switchgear man --dir ~/.local/share/man/man1",
      "                                install all pages for this user"
    })
final class ManCommand implements Callable<Integer> {

  private static final int NAME_CHARS = 100;

  private final CommandContext context;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "COMMAND",
      description = "The command whose page is printed; the program's page if not given.")
  String command;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Folder to write all pages to. It is created if missing; existing pages are replaced.")
  Path folder;

  @Spec CommandSpec spec;

  ManCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    if (command != null && folder != null) {
      throw new CommandFailure(ExitCode.USAGE, "--dir writes all pages; leave out the command");
    }
    List<CommandSpec> pages = ManPage.all(spec.root());
    context.out().print(folder == null ? new ManPage(named(pages)).render() : written(pages));
    context.out().flush();
    return ExitCode.OK.code();
  }

  private CommandSpec named(List<CommandSpec> pages) {
    if (command == null) {
      return spec.root();
    }
    List<CommandSpec> commands = pages.stream().filter(each -> each != spec.root()).toList();
    return commands.stream()
        .filter(each -> ManPage.shortName(each).equals(command))
        .findFirst()
        .orElseThrow(
            () ->
                new CommandFailure(
                    ExitCode.USAGE,
                    "there is no command '%s'; the commands are %s"
                        .formatted(
                            UntrustedText.line(command, NAME_CHARS),
                            commands.stream()
                                .map(ManPage::shortName)
                                .collect(Collectors.joining(", ")))));
  }

  private String written(List<CommandSpec> pages) {
    try {
      Files.createDirectories(folder);
      for (CommandSpec each : pages) {
        Files.writeString(folder.resolve(ManPage.name(each) + ".1"), new ManPage(each).render());
      }
    } catch (IOException unwritable) {
      throw new CommandFailure(
          ExitCode.USAGE, "cannot write the manual pages: " + unwritable.getMessage());
    }
    return pages.size() + " pages in " + folder + "\n";
  }
}
