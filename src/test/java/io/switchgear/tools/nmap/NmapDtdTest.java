package io.switchgear.tools.nmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Checks the document type of the installed nmap. */
class NmapDtdTest {

  private static final Path DTD = Path.of("/usr/share/nmap/nmap.dtd");
  private static final Pattern ELEMENT = Pattern.compile("<!ELEMENT\\s+(\\w+)");
  private static final Pattern LIST = Pattern.compile("<!ATTLIST\\s+(\\w+)([^>]*)>");
  private static final Pattern ATTRIBUTE =
      Pattern.compile("(\\w+)\\s+(?:CDATA|%\\w+;|\\([^)]*\\))\\s*(?:#\\w+|\"[^\"]*\")");

  @Test
  void everyElementAndAttributeIsKeptOrNamedAsLeftOut() throws IOException {
    String dtd = Files.readString(DTD).replaceAll("(?s)<!--.*?-->", "");
    TreeSet<String> there = new TreeSet<>();
    Matcher elements = ELEMENT.matcher(dtd);
    while (elements.find()) {
      there.add(elements.group(1) + " ");
    }
    Matcher lists = LIST.matcher(dtd);
    while (lists.find()) {
      Matcher attributes = ATTRIBUTE.matcher(lists.group(2));
      while (attributes.find()) {
        there.remove(lists.group(1) + " ");
        there.add(lists.group(1) + " " + attributes.group(1));
      }
    }
    TreeSet<String> named = new TreeSet<>();
    for (String line : table()) {
      String[] cells = line.split("\\|", -1);
      named.add(cells[1].strip() + " " + cells[2].strip());
    }
    assertFalse(there.isEmpty());
    assertEquals(there, named);
  }

  @Test
  void everyRowSaysWhereItIsOrWhyNot() throws IOException {
    for (String line : table()) {
      String says = line.split("\\|", -1)[3].strip();
      assertEquals("", says.replaceFirst("^(kept(: .+)?|left out: .+)$", ""), line);
    }
  }

  private static List<String> table() throws IOException {
    return Files.readAllLines(Path.of("docs/nmap-xml.md")).stream()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| element |"))
        .toList();
  }
}
