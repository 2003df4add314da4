package io.switchgear.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manual pages as groff renders them. */
@Tag("process")
class ManPagesTest {

  private final Terminal terminal = new Terminal();

  private static String groff(Path page, String... options) throws IOException {
    List<String> command =
        Stream.concat(Stream.of("groff", "-man", "-ww"), Arrays.stream(options)).toList();
    Process groff =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(new File(page.toString()))
            .start();
    return new String(groff.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void groffReportsNoProblemInAnyPage(@TempDir Path folder) throws IOException {
    Path man1 = folder.resolve("share/man/man1");
    assertEquals(0, terminal.run("man", "--dir", man1.toString()), terminal.err::toString);
    try (Stream<Path> all = Files.list(man1)) {
      List<Path> pages = all.sorted().toList();
      assertEquals(pages.size() + " pages in " + man1 + "\n", terminal.out.toString());
      assertTrue(pages.contains(man1.resolve("switchgear.1")), pages::toString);
      assertTrue(pages.contains(man1.resolve("switchgear-health.1")), pages::toString);
      for (Path page : pages) {
        assertEquals("", groff(page, "-z"), page::toString);
        String text = Files.readString(page);
        assertTrue(text.chars().allMatch(c -> c == '\n' || c >= ' ' && c < 0x7f), page::toString);
        String reader = System.getProperty("user.name");
        assertFalse(text.contains("default " + reader), page::toString);
        String shown = groff(page, "-Tascii", "-P-cbou");
        assertTrue(shown.contains("SYNOPSIS\n       switchgear"), shown);
        assertTrue(shown.contains("EXIT STATUS\n       0      "), shown);
        assertTrue(shown.contains("-h, --help"), shown);
      }
    }
  }

  @Test
  void aPageSaysWhatTheHelpSays(@TempDir Path folder) throws IOException {
    assertEquals(0, terminal.run("man", "health"));
    Path page = Files.writeString(folder.resolve("page.1"), terminal.out.toString());
    String shown = groff(page, "-Tascii", "-P-cbou", "-rLL=200n");
    assertTrue(shown.startsWith("SWITCHGEAR-HEALTH(1) "), shown);
    assertTrue(shown.contains("switchgear-health - Show the health of a running server: "), shown);
    assertTrue(shown.contains("switchgear health [-hV] [-c=FILE] "), shown);
    assertTrue(shown.contains("2      unhealthy, or the report is stale"), shown);
    assertTrue(
        shown.contains("4      the server cannot be reached, or has no health report"), shown);
    assertTrue(shown.contains("-o, --output=FORMAT\n"), shown);
    assertTrue(shown.contains("table, json, csv; default table."), shown);
    assertTrue(shown.contains("switchgear(1), "), shown);
    assertTrue(shown.contains("NO_COLOR"), shown);
  }

  @Test
  void termsOfADescriptionStayTogether(@TempDir Path folder) throws IOException {
    assertEquals(0, terminal.run("man", "breakers"));
    Path page = Files.writeString(folder.resolve("page.1"), terminal.out.toString());
    String shown = groff(page, "-Tascii", "-P-cbou");
    assertTrue(
        shown.contains(
            """
                   breakers hold-open NAME --reason WHY [--for 10m]
                          refuse every call until lifted or expired
            """),
        shown);
  }

  @Test
  void withoutACommandItIsTheProgram() {
    assertEquals(0, terminal.run("man"));
    assertTrue(
        terminal.out.toString().contains("switchgear\\-breakers(1)"), terminal.out::toString);
    assertEquals(2, terminal.run("man", "nosuch"));
    assertTrue(
        terminal.err.toString().contains("no command 'nosuch'; the commands are serve, tools"));
    assertEquals(2, terminal.run("man", "health", "--dir", "/nowhere"));
    assertEquals(2, terminal.run("man", "--dir", "/proc/1/none"));
  }

  @Test
  void nothingInATextIsARequest() {
    String page =
        new Roff("t", "s", "m").paragraph(".so /etc/passwd \\*(x 'n' -o …").line("'x").toString();
    assertTrue(
        page.endsWith(
            ".PP\n\\&.so /etc/passwd \\(rs*(x \\(aqn\\(aq \\fB\\-o\\fR \\[u2026]\n\\&'x\n"),
        page);
    assertEquals(
        "well\\-known \\fB\\-\\-data\\-dir\\fR, x \\- y",
        Roff.prose("well-known --data-dir, x - y"));
  }
}
