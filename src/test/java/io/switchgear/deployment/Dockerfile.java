package io.switchgear.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The instructions of {@code docker/Dockerfile}, in order, without comments. */
record Dockerfile(List<Instruction> instructions) {

  /** A word such as COPY, and the rest of its line. */
  record Instruction(String word, String rest) {}

  static Dockerfile read() {
    try {
      String text =
          Files.readString(Path.of("docker/Dockerfile"))
              .replaceAll("(?m)^ *#.*\n", "")
              .replace("\\\n", " ");
      return new Dockerfile(
          text.lines()
              .filter(line -> !line.isBlank())
              .map(line -> line.split(" ", 2))
              .map(parts -> new Instruction(parts[0], parts[1].strip()))
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rests of all instructions with that word. */
  List<String> all(String word) {
    return instructions.stream()
        .filter(each -> each.word().equals(word))
        .map(Instruction::rest)
        .toList();
  }

  String last(String word) {
    return all(word).getLast();
  }

  /** The user of the last stage, as {@code USER:GROUP}. */
  String user() {
    return last("USER");
  }
}
