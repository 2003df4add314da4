package io.switchgear.cli;

import io.switchgear.config.Spelling;
import io.switchgear.tool.UntrustedText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Error messages for invalid command lines, with a suggestion if a known word is similar. */
final class UsageErrors {

  private static final int WORD_CHARS = 100;
  private static final int MESSAGE_CHARS = 500;

  private UsageErrors() {}

  /**
   * A sentence about the first error. An unknown option is reported first, because picocli reads
   * its value as another argument.
   *
   * @param typed all arguments of the command line
   */
  static String sentence(CommandLine.ParameterException wrong, String[] typed) {
    CommandSpec command = wrong.getCommandLine().getCommandSpec();
    return unknownOption(command, typed)
        .or(() -> unknownWord(command, wrong))
        .orElseGet(() -> UntrustedText.line(wrong.getMessage(), MESSAGE_CHARS));
  }

  private static Optional<String> unknownOption(CommandSpec command, String[] typed) {
    List<String> known = new ArrayList<>(command.optionsMap().keySet());
    return Arrays.stream(typed)
        .takeWhile(word -> !word.equals("--"))
        .filter(word -> word.startsWith("--"))
        .map(word -> word.replaceFirst("=.*", ""))
        .filter(word -> !known.contains(word))
        .findFirst()
        .map(word -> "there is no option " + quoted(word) + meant(word, known));
  }

  private static Optional<String> unknownWord(
      CommandSpec command, CommandLine.ParameterException wrong) {
    if (!(wrong instanceof UnmatchedArgumentException unmatched)) {
      return Optional.empty();
    }
    String word = unmatched.getUnmatched().getFirst();
    if (word.startsWith("-")) {
      return Optional.of(
          "there is no option " + quoted(word) + meant(word, command.optionsMap().keySet()));
    }
    return Optional.of(
        command.subcommands().isEmpty()
            ? quoted(word) + " is one argument too many; see --help"
            : "there is no command " + quoted(word) + meant(word, command.subcommands().keySet()));
  }

  /**
   * {@code ; did you mean …?}, or an empty string.
   *
   * @param known the valid words
   */
  static String meant(String word, Collection<String> known) {
    return Spelling.meant(word, known).map(each -> "; did you mean " + each + "?").orElse("");
  }

  private static String quoted(String word) {
    return "'" + UntrustedText.line(word, WORD_CHARS) + "'";
  }

  /** Reads an enum constant by its {@code toString}, ignoring case. */
  record EnumConverter<E extends Enum<E>>(Class<E> type) implements ITypeConverter<E> {

    @Override
    public E convert(String typed) {
      return Arrays.stream(type.getEnumConstants())
          .filter(each -> each.toString().equalsIgnoreCase(typed))
          .findFirst()
          .orElseThrow(() -> new TypeConversionException(refusal(typed)));
    }

    private String refusal(String typed) {
      List<String> words = Arrays.stream(type.getEnumConstants()).map(Enum::toString).toList();
      return "it is one of "
          + String.join(", ", words)
          + ", not "
          + quoted(typed)
          + meant(typed, words);
    }
  }
}
