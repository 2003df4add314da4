package io.switchgear.cli;

import io.switchgear.tool.UntrustedText;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads targets from the command line, files and standard input. As in nmap's lists, targets are
 * separated by spaces, commas or line feeds, and a comment runs from {@code #} to the end of the
 * line. Records where each target was read, for error messages.
 */
final class TargetLists {

  /** The argument that means standard input. */
  private static final String STANDARD_INPUT = "-";

  /** Some editors write it at the start of a UTF-8 file. */
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private static final int MAX_BYTES = 4 << 20;
  private static final int TARGET_CHARS = 255;
  private static final int SHOWN_CHARS = 40;
  private static final Pattern SEPARATOR = Pattern.compile("[\\s,]+");

  private final InputStream in;
  private final Map<String, String> places = new LinkedHashMap<>();
  private boolean inputIsRead;

  /**
   * @param in standard input
   */
  TargetLists(InputStream in) {
    this.in = in;
  }

  /**
   * @param arguments targets, {@code @FILE}, or {@code -} for standard input
   * @param files names of list files
   * @throws CommandFailure if a list cannot be read or contains something other than targets
   */
  List<String> all(List<String> arguments, List<String> files) {
    List<String> targets = new ArrayList<>();
    for (String argument : arguments) {
      if (argument.equals(STANDARD_INPUT)) {
        targets.addAll(file(STANDARD_INPUT));
      } else if (argument.startsWith("@")) {
        targets.addAll(file(argument.substring(1)));
      } else {
        targets.addAll(words(argument));
      }
    }
    files.forEach(file -> targets.addAll(file(file)));
    return targets;
  }

  private List<String> file(String name) {
    String shown = name.equals(STANDARD_INPUT) ? "standard input" : name;
    List<String> targets = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new ByteArrayInputStream(content(name, shown)), StandardCharsets.UTF_8))) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        String place = shown + ", line " + number;
        String text = number == 1 && line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line;
        for (String word : words(text.replaceFirst("#.*", ""))) {
          requirePlain(word, place);
          places.putIfAbsent(word, place);
          targets.add(word);
        }
      }
    } catch (IOException unreadable) {
      throw usage("cannot read " + shown + ": " + unreadable.getMessage());
    }
    return targets;
  }

  /** Appends to a message about targets where each quoted target was read. */
  String located(String message) {
    StringBuilder located = new StringBuilder(message);
    places.forEach(
        (word, place) -> {
          if (message.contains('"' + word + '"')) {
            located.append(" \"").append(word).append("\" is in ").append(place).append('.');
          }
        });
    return located.toString();
  }

  private byte[] content(String name, String shown) throws IOException {
    byte[] bytes;
    if (name.equals(STANDARD_INPUT)) {
      if (inputIsRead) {
        throw usage("standard input can be read only once; give one of the lists as a file");
      }
      inputIsRead = true;
      bytes = in.readNBytes(MAX_BYTES + 1);
    } else {
      bytes = content(Path.of(name), shown);
    }
    if (bytes.length > MAX_BYTES) {
      throw usage(shown + " is larger than " + MAX_BYTES + " bytes; split it, or use CIDR blocks");
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    } catch (CharacterCodingException binary) {
      throw usage(shown + " is not UTF-8 text; give a list of targets");
    }
    return bytes;
  }

  private static byte[] content(Path file, String shown) throws IOException {
    if (shown.isEmpty()) {
      throw usage("a list of targets has no file name; give one, such as @targets.txt");
    }
    if (Files.isDirectory(file)) {
      throw usage(shown + " is a folder; give a file");
    }
    try (InputStream content = Files.newInputStream(file)) {
      return content.readNBytes(MAX_BYTES + 1);
    } catch (NoSuchFileException missing) {
      throw usage("there is no file " + shown);
    } catch (AccessDeniedException denied) {
      throw usage(shown + " is not readable by this user");
    }
  }

  private static List<String> words(String text) {
    return SEPARATOR.splitAsStream(text).filter(word -> !word.isEmpty()).toList();
  }

  /** Rejects words that no tool accepts as a target: too long, or with control characters. */
  private static void requirePlain(String word, String place) {
    if (word.length() > TARGET_CHARS || word.chars().anyMatch(Character::isISOControl)) {
      throw usage(
          place
              + ": \""
              + UntrustedText.line(word, SHOWN_CHARS)
              + "\" is not a target; give addresses, CIDR blocks, ranges or names, such as"
              + " 10.0.0.0/28");
    }
  }

  private static CommandFailure usage(String message) {
    return new CommandFailure(ExitCode.USAGE, message);
  }
}
