package io.switchgear.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual page of a command, generated from the same picocli model as its {@code --help}. */
final class ManPage {

  /** Columns; wide enough that picocli wraps no line. */
  private static final int USAGE_WIDTH = 2000;

  /** The index of the description in a row of picocli's renderers. */
  private static final int DESCRIPTION_COLUMN = 4;

  /** A description line that explains a term: indented, with a gap before the explanation. */
  private static final Pattern TERM = Pattern.compile(" {2}(\\S.*?)(?: {2,}(\\S.*))?");

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          CredentialOptions.VARIABLE,
          "Bearer token for the server, if no option gives one.",
          "NO_COLOR",
          "If not empty, output has no colours. Output that is not a terminal never has colours.",
          "SWITCHGEAR_LOG_LEVEL",
          "Log level, such as DEBUG.",
          "TERM",
          "If it is dumb, output has no colours and no line is redrawn.");

  private final CommandSpec spec;
  private final Help help;

  ManPage(CommandSpec spec) {
    this.spec = spec;
    Help.ColorScheme marks =
        new Help.ColorScheme.Builder(Ansi.ON)
            .commands(mark('B'))
            .options(mark('B'))
            .optionParams(mark('I'))
            .parameters(mark('I'))
            .build();
    this.help = new Help(spec, marks);
  }

  /** Control characters mark styled text. They become roff requests after the text is escaped. */
  private static IStyle mark(char font) {
    return new IStyle() {
      @Override
      public String on() {
        return font == 'B' ? "\u0001" : "\u0002";
      }

      @Override
      public String off() {
        return "\u0003";
      }
    };
  }

  /** The page's name, such as {@code switchgear-breakers}. */
  static String name(CommandSpec spec) {
    return spec.qualifiedName("-");
  }

  /** The command's name without the program's, such as {@code jobs-start}. */
  static String shortName(CommandSpec spec) {
    return name(spec).substring(name(spec.root()).length()).replaceFirst("^-", "");
  }

  /** Every command that has a page: the program and its visible subcommands. */
  static List<CommandSpec> all(CommandSpec program) {
    return Cli.every(program.commandLine())
        .map(CommandLine::getCommandSpec)
        .filter(each -> !each.usageMessage().hidden())
        .toList();
  }

  String render() {
    List<String> described = description();
    Roff page =
        new Roff(name(spec).toUpperCase(Locale.ROOT), "Switchgear " + Version.get(), "Switchgear");
    page.section("Name").line(Roff.escaped(name(spec)) + " \\- " + Roff.escaped(brief(described)));
    page.section("Synopsis").line(styled(help.synopsis(0)));
    page.section("Description");
    describe(page, described);
    arguments(page);
    options(page);
    commands(page);
    page.section("Exit status");
    spec.usageMessage().exitCodeList().forEach((code, means) -> page.term(code, means));
    page.section("Environment");
    new TreeMap<>(ENVIRONMENT).forEach(page::term);
    seeAlso(page);
    return page.toString();
  }

  private List<String> description() {
    return Arrays.asList(spec.usageMessage().description());
  }

  /** The first line of the description, without its full stop. */
  private static String brief(List<String> described) {
    String first = described.isEmpty() ? "" : described.getFirst();
    return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
  }

  /** Writes paragraphs and terms. A term's explanation is on its line, or indented on the next. */
  private static void describe(Roff page, List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      Matcher term = TERM.matcher(line);
      if (!term.matches()) {
        page.paragraph(line.strip());
        continue;
      }
      StringBuilder meaning = new StringBuilder(term.group(2) == null ? "" : term.group(2));
      while (i + 1 < lines.size() && lines.get(i + 1).startsWith("   ")) {
        meaning.append(meaning.isEmpty() ? "" : " ").append(lines.get(++i).strip());
      }
      page.term(term.group(1), meaning.toString());
    }
  }

  private void arguments(Roff page) {
    if (spec.positionalParameters().isEmpty()) {
      return;
    }
    page.section("Arguments");
    for (PositionalParamSpec each : spec.positionalParameters()) {
      if (!each.hidden()) {
        Text[][] rows =
            help.createDefaultParameterRenderer()
                .render(each, help.parameterLabelRenderer(), help.colorScheme());
        page.term(each.paramLabel(), text(rows));
      }
    }
  }

  private void options(Roff page) {
    page.section("Options");
    for (OptionSpec each : spec.options()) {
      if (!each.hidden()) {
        Text[][] rows =
            help.createDefaultOptionRenderer()
                .render(each, help.parameterLabelRenderer(), help.colorScheme());
        String label = each.arity().max() == 0 ? "" : "=" + each.paramLabel();
        page.term(String.join(", ", each.names()) + label, text(rows));
      }
    }
  }

  private static String text(Text[][] rows) {
    return Arrays.stream(rows)
        .map(row -> row[DESCRIPTION_COLUMN].plainString())
        .filter(line -> !line.isBlank())
        .collect(Collectors.joining(" "));
  }

  private void commands(Roff page) {
    if (spec.subcommands().isEmpty()) {
      return;
    }
    page.section("Commands");
    for (CommandLine each : spec.subcommands().values()) {
      ManPage its = new ManPage(each.getCommandSpec());
      if (!its.spec.usageMessage().hidden()) {
        page.term(name(its.spec) + "(1)", brief(its.description()) + ".");
      }
    }
  }

  private void seeAlso(Roff page) {
    if (spec != spec.root()) {
      page.section("See also")
          .line(
              all(spec.root()).stream()
                  .filter(each -> each != spec && isNear(each))
                  .map(each -> "\\fB" + Roff.escaped(name(each)) + "\\fR(1)")
                  .collect(Collectors.joining(",\n")));
    }
  }

  /** The program, its commands, and the other commands of the same parent. */
  private boolean isNear(CommandSpec other) {
    return other == spec.root() || other.parent() == spec.root() || other.parent() == spec.parent();
  }

  private static String styled(String marked) {
    String text = marked.replaceAll("\u001b\\[[0-9;]*m", "").replaceAll("\\s+", " ").strip();
    StringBuilder roff = new StringBuilder();
    for (String part : text.split("(?<=[\u0001-\u0003])|(?=[\u0001-\u0003])")) {
      roff.append(
          switch (part) {
            case "\u0001" -> "\\fB";
            case "\u0002" -> "\\fI";
            case "\u0003" -> "\\fR";
            default -> Roff.escaped(part);
          });
    }
    return roff.toString();
  }
}
