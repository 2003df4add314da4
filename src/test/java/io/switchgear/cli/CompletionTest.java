package io.switchgear.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.app.Switchgear;
import io.switchgear.config.Settings;
import io.switchgear.tool.ToolDescriptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The completion script in a real bash. */
@Tag("network")
@Tag("process")
class CompletionTest {

  @TempDir Path folder;

  private Path script;

  @BeforeEach
  void print() throws IOException {
    Terminal terminal = new Terminal();
    assertEquals(0, terminal.run("completion"));
    script = Files.writeString(folder.resolve("completion.bash"), terminal.out.toString());
  }

  /** The completions that bash offers for the last word of the line. */
  private TreeSet<String> offered(String line) throws IOException {
    String asking =
        """
        set -u
        compopt() { :; } # bash provides it only during completion
        source "$1"
        shift
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
        _complete_switchgear
        printf '%s\\n' "${COMPREPLY[@]}"
        """;
    List<String> command =
        new ArrayList<>(List.of("bash", "--norc", "-c", asking, "bash", script.toString()));
    command.addAll(Arrays.asList(line.split(" ", -1)));
    Process bash = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    TreeSet<String> words = new TreeSet<>();
    output.lines().map(String::strip).filter(word -> !word.isEmpty()).forEach(words::add);
    return words;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "switchgear hea|health",
        "switchgear me|metrics",
        "switchgear st|stats",
        "switchgear ma|man",
        "switchgear health --output ~|csv json table",
        "switchgear audit -o ~|csv json table",
        "switchgear stats --window ~|1h 1m 5m all",
        "switchgear stats --win|--window",
        "switchgear metrics ~|compare export snapshot snapshots",
        "switchgear metrics export --format ~|csv json",
        "switchgear breakers hold|hold-open",
        "switchgear breakers show ~|nmap port_scan",
        "switchgear stats ~|nmap port_scan",
        "switchgear call nm|nmap",
        "switchgear scan --tool ~|nmap port_scan",
        "switchgear scan -t ~|comprehensive discovery quick standard thorough version",
        "switchgear scan --template qu|quick",
        "switchgear drill p|port_scan",
        "switchgear drill nmap ~|fail hang slow",
      })
  void bashOffers(String line, String words) throws IOException {
    assertEquals(new TreeSet<>(List.of(words.split(" "))), offered(line.replace("~", "")));
  }

  @Test
  void offeredToolsAndTemplatesAreTheBuiltInOnes() {
    try (Switchgear program = Switchgear.local(Settings.load(Optional.empty(), Map.of()))) {
      Map<String, ToolDescriptor> tools = new TreeMap<>();
      program.catalog().descriptors().forEach(tool -> tools.put(tool.name(), tool));
      assertEquals(List.copyOf(tools.keySet()), new CompletionCandidates.Tools());
      List<String> templates = new ArrayList<>();
      tools
          .get("nmap")
          .inputSchema()
          .at("/properties/template/enum")
          .forEach(name -> templates.add(name.asText()));
      assertEquals(templates, new CompletionCandidates.Templates());
    }
  }

  @Test
  void everyCommandIsOffered() throws IOException {
    Terminal terminal = new Terminal();
    terminal.run("--help");
    TreeSet<String> offered = offered("switchgear ");
    terminal
        .out
        .toString()
        .lines()
        .dropWhile(line -> !line.startsWith("Commands:"))
        .skip(1)
        .takeWhile(line -> line.startsWith("  "))
        .filter(line -> line.charAt(2) != ' ')
        .map(line -> line.strip().split(" ")[0])
        .forEach(command -> assertEquals(true, offered.contains(command), command));
  }
}
