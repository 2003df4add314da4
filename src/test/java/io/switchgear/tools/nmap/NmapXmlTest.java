package io.switchgear.tools.nmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.OsGuess;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.PortGroup;
import io.switchgear.tool.hosts.HostFindings.Scan;
import io.switchgear.tool.hosts.HostFindings.Script;
import io.switchgear.tool.hosts.HostFindings.Service;
import io.switchgear.tool.hosts.HostFindings.Traits;
import io.switchgear.tool.hosts.Ranges;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Valid and invalid nmap XML. */
class NmapXmlTest {

  private static final String HEAD =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
          + "<!DOCTYPE nmaprun>\n"
          + "<nmaprun version=\"7.93\">\n";
  private static final String TAIL =
      "<runstats><finished elapsed=\"1.5\" exit=\"success\"/></runstats></nmaprun>\n";

  private final List<String> tasks = new ArrayList<>();
  private int hostsHeardOf;
  private final NmapXml xml =
      new NmapXml(
          10,
          20,
          new NmapXml.Listener() {
            @Override
            public void onTask(String task, double percent) {
              tasks.add(task + " " + percent);
            }

            @Override
            public void onHost() {
              hostsHeardOf++;
            }
          });

  @Test
  void readsEverythingThatTheReportHasAPlaceFor() throws IOException {
    xml.read(new ByteArrayInputStream(golden()));
    assertTrue(xml.complete());
    assertEquals("success", xml.exit());
    assertEquals(4.06, xml.elapsedSeconds());
    assertEquals(List.of("10.0.0.7"), xml.skipped());
    assertEquals(
        List.of("10.0.0.1"),
        xml.hosts().stream()
            .filter(host -> host.scan() == Scan.TIMED_OUT)
            .map(Host::address)
            .toList());
    assertEquals(3, hostsHeardOf);
    assertEquals(
        List.of("SYN Stealth Scan 0.0", "SYN Stealth Scan 40.5", "SYN Stealth Scan 100.0"), tasks);
    Service ssh =
        new Service(
            "ssh",
            "",
            "OpenSSH",
            "8.4p1",
            "protocol 2.0",
            "",
            "",
            "",
            "probed",
            10,
            "",
            List.of("cpe:/a:openbsd:openssh:8.4p1", "cpe:/o:linux:linux_kernel"));
    Service web = new Service("http", "ssl", "", "", "", "", "", "", "table", 3, "", List.of());
    OsGuess guess =
        new OsGuess(
            "Linux 5.X",
            97,
            List.of("general purpose, Linux, Linux"),
            List.of("cpe:/o:linux:linux_kernel:5"));
    Host expected =
        new Host(
            "10.0.0.2",
            List.of(),
            "up",
            "arp-response",
            Scan.COMPLETE,
            List.of(
                new Port(
                    22,
                    "tcp",
                    "open",
                    "syn-ack",
                    ssh,
                    "",
                    "",
                    List.of(new Script("ssh-hostkey", "256 SHA256:abc (ED25519)"))),
                new Port(80, "tcp", "open", "syn-ack", web, "", "hi\uFFFD[31m\nx", List.of())),
            List.of(
                new PortGroup("filtered", new Ranges(2, List.of("443", "8080"), 0), "no-response")),
            new Traits(
                List.of("two.lab.internal"),
                "02:00:00:00:00:02",
                "Lab",
                -1,
                "",
                -1,
                List.of(guess),
                List.of(),
                List.of(new Script("host-note", "seen & noted"))));
    assertEquals(expected, xml.hosts().getFirst());
    assertEquals(List.of("up", "up", "down"), xml.hosts().stream().map(Host::state).toList());
  }

  @Test
  void truncatedAnywhereItKeepsTheHostsThatWereWhole() throws IOException {
    byte[] whole = golden();
    String text = new String(whole, StandardCharsets.UTF_8);
    for (int length = 0; length < whole.length; length++) {
      NmapXml cut = new NmapXml(10, 20, new Silent());
      byte[] part = Arrays.copyOf(whole, length);
      if (length < text.lastIndexOf("</nmaprun>") + "</nmaprun>".length()) {
        assertThrows(IOException.class, () -> cut.read(new ByteArrayInputStream(part)));
        assertFalse(cut.complete());
      } else {
        cut.read(new ByteArrayInputStream(part));
      }
      assertEquals(ended("</host>", text.substring(0, length)), cut.hosts().size(), "at " + length);
    }
  }

  @Test
  void aHostIsHeardOfAsSoonAsItEnds() {
    String host = host("10.0.0.1", "");
    // After the host, the stream must not be read any further.
    byte[] soFar = (HEAD + host).getBytes(StandardCharsets.UTF_8);
    InputStream open =
        new InputStream() {
          private int at;

          @Override
          public int read() {
            throw new AssertionError("reads in blocks");
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            if (at == soFar.length) {
              assertEquals(1, hostsHeardOf);
              throw new IOException("the stream broke");
            }
            target[offset] = soFar[at++];
            return 1;
          }
        };
    assertThrows(IOException.class, () -> xml.read(open));
    assertEquals(1, xml.hosts().size());
  }

  @Test
  void externalEntitiesAreNotRead(@TempDir Path folder) throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "the secret");
    String document =
        "<!DOCTYPE nmaprun [<!ENTITY x SYSTEM \""
            + secret.toUri()
            + "\">]><nmaprun>"
            + host("10.0.0.1", "<cpe>&x;</cpe>")
            + TAIL;
    readOrFail(document);
    assertFalse(xml.hosts().toString().contains("the secret"));
    readOrFail(document.replace("<cpe>&x;</cpe>", "<script id='a' output='&x;'/>"));
    assertFalse(xml.hosts().toString().contains("the secret"));
    readOrFail("<!DOCTYPE nmaprun SYSTEM \"" + secret.toUri() + "\"><nmaprun>" + TAIL);
  }

  @Test
  void entitiesDoNotExpand() {
    StringBuilder laughs = new StringBuilder("<!DOCTYPE nmaprun [<!ENTITY a0 \"ha\">");
    for (int i = 1; i < 40; i++) {
      laughs.append("<!ENTITY a" + i + " \"&a" + (i - 1) + ";&a" + (i - 1) + ";\">");
    }
    readOrFail(laughs + "]><nmaprun>" + host("10.0.0.1", "<script id='a' output='&a39;'/>") + TAIL);
    assertTrue(xml.hosts().toString().length() < 10_000);
  }

  @Test
  void deepNestingIsRefused() {
    String deep = HEAD + host("10.0.0.1", "") + "<table>".repeat(1_000_000);
    assertThrows(IOException.class, () -> read(deep));
    assertEquals(1, xml.hosts().size());
  }

  @Test
  void outputOfScriptsIsBoundedAndCleaned() throws IOException {
    String huge = "x&#xa;\u202E&#x1b;[31m".repeat(200_000);
    read(HEAD + host("10.0.0.1", "<script id=\"s\" output=\"" + huge + "\"/>") + TAIL);
    String output = xml.hosts().getFirst().ports().getFirst().scripts().getFirst().output();
    assertTrue(output.length() < 20_000);
    assertTrue(output.startsWith("x\n\uFFFD\uFFFD[31m"), output.substring(0, 20));
  }

  @Test
  void allTextTogetherIsBounded() throws IOException {
    String script = "<script id=\"s\" output=\"" + "y".repeat(16_000) + "\"/>";
    StringBuilder document = new StringBuilder(HEAD);
    for (int i = 1; i <= 10; i++) {
      document.append(host("10.0.0." + i, script.repeat(100)));
    }
    read(document + TAIL);
    int chars =
        xml.hosts().stream()
            .flatMap(host -> host.ports().getFirst().scripts().stream())
            .mapToInt(found -> found.output().length())
            .sum();
    assertTrue(chars < 5 << 20, "" + chars);
  }

  @Test
  void hostsAndPortsAreBounded() throws IOException {
    StringBuilder ports = new StringBuilder();
    for (int i = 1; i <= 100; i++) {
      ports.append("</port><port protocol=\"tcp\" portid=\"" + i + "\"><state state=\"open\"/>");
    }
    StringBuilder document = new StringBuilder(HEAD);
    for (int i = 1; i <= 50; i++) {
      document.append(host("10.0.0." + i, ports.toString()));
    }
    read(document + TAIL);
    assertEquals(10, xml.hosts().size());
    assertTrue(xml.overflow());
    assertEquals(20, xml.hosts().getFirst().ports().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Starting Nmap 7.93",
        "<html></html>",
        "<nmaprun>",
        "<nmaprun></nmapran>",
        "<nmaprun><host></nmaprun>",
        "<nmaprun a=1></nmaprun>",
        "\0\1\2",
        "<nmaprun>&undefined;</nmaprun>x<"
      })
  void whatIsNoRunOfNmapIsAnErrorOrNothing(String document) {
    readOrFail(document);
    assertEquals(List.of(), xml.hosts());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<port portid=\"x\"/>",
        "<port portid=\"-1\"/>",
        "<port portid=\"65536\" protocol=\"tcp\"><state state=\"open\"/></port>",
        "<state state=\"open\"/><service name=\"x\"/>",
        "<extraports state=\"no such\" count=\"99999999999\"/>",
        "<osmatch name=\"x\" accuracy=\"900\"/>",
        "<unknown><deeper a=\"b\">text</deeper></unknown>"
      })
  void oddValuesDoNoHarm(String inHost) throws IOException {
    read(HEAD + host("10.0.0.1", "</port>" + inHost + "<port portid=\"1\">") + TAIL);
    assertTrue(xml.complete());
    assertEquals(1, xml.hosts().size());
  }

  @Test
  void bytesThatAreNoTextAndReferencesToNoCharacterAreReplaced() throws IOException {
    String references = "&#x1b;&#0;&#xFFFF;&#xD800;&#x41;&amp;&#x1F600;&#99999999;";
    byte[] document =
        (HEAD + host("10.0.0.1", "<script id=\"s\" output=\"" + references + "~\"/>") + TAIL)
            .getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < document.length; i++) {
      if (document[i] == '~') {
        document[i] = (byte) 0xFF;
      }
    }
    xml.read(new ByteArrayInputStream(document));
    assertEquals(
        "\uFFFD\uFFFD\uFFFD\uFFFDA&\uD83D\uDE00\uFFFD\uFFFD",
        xml.hosts().getFirst().ports().getFirst().scripts().getFirst().output());
  }

  private void read(String document) throws IOException {
    xml.read(new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8)));
  }

  /** Only the expected kind of error is allowed. */
  private void readOrFail(String document) {
    try {
      read(document);
    } catch (IOException e) {
      assertFalse(e.getMessage().isBlank());
    }
  }

  private static String host(String address, String inPort) {
    return "<host><status state=\"up\" reason=\"r\"/><address addr=\""
        + address
        + "\" addrtype=\"ipv4\"/><ports><port protocol=\"tcp\" portid=\"22\"><state state=\"open\""
        + " reason=\"syn-ack\"/>"
        + inPort
        + "</port></ports></host>\n";
  }

  private static int ended(String mark, String text) {
    return text.split(mark, -1).length - 1;
  }

  private static byte[] golden() throws IOException {
    try (InputStream in = NmapXmlTest.class.getResourceAsStream("three-hosts.xml")) {
      return in.readAllBytes();
    }
  }

  private static final class Silent implements NmapXml.Listener {
    @Override
    public void onTask(String task, double percent) {}

    @Override
    public void onHost() {}
  }
}
