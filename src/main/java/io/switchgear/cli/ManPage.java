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

/** The page of a command for {@code man}, out of what its {@code --help} is made from. */
final class ManPage {

  /** So wide that picocli breaks no line. */
  private static final int WIDE = 2000;

  /** The column of the description in what picocli's renderers give. */
  private static final int DESCRIPTION = 4;

  /** A line of a description that explains a term: indented, and a gap before the explanation. */
  private static final Pattern TERM = Pattern.compile(" {2}(\\S.*?)(?: {2,}(\\S.*))?");

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          CredentialOptions.VARIABLE,
          "Token for servers that ask for one, if no option gives it.",
          "NO_COLOR",
          "If set to anything, there are no colours. Without a terminal there are none anyway.",
          "SWITCHGEAR_LOG_LEVEL",
          "How much is logged, such as DEBUG.",
          "TERM",
          "If it is dumb, nothing is coloured and no line redrawn.");

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

  /** The marks are put into roff's words once the text is escaped. */
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

  /** Such as {@code switchgear-breakers}. */
  static String name(CommandSpec spec) {
    return spec.qualifiedName("-");
  }

  /** Every command that has a page: the program, and what it can be told. */
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

  /** The first sentence, without its stop. */
  private static String brief(List<String> described) {
    String first = described.isEmpty() ? "" : described.getFirst();
    return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
  }

  /** Paragraphs, and terms with what they mean: on the same line, or further in on the next. */
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
        .map(row -> row[DESCRIPTION].plainString())
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
                  .filter(each -> each != spec)
                  .map(each -> "\\fB" + Roff.escaped(name(each)) + "\\fR(1)")
                  .collect(Collectors.joining(",\n")));
    }
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
