package io.switchgear.scan.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.scan.Python;
import io.switchgear.scan.SampleHosts;
import io.switchgear.scan.SampleJobs;
import io.switchgear.scan.job.Coverage;
import io.switchgear.scan.job.JobHost;
import io.switchgear.scan.job.JobState;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.OsGuess;
import io.switchgear.tool.hosts.HostFindings.Port;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/** Programs that read nmap's XML read the export. */
@Tag("process")
class NmapReadersTest {

  private static final Path DTD = Path.of("/usr/share/nmap/nmap.dtd");

  @TempDir Path folder;

  private final SampleJobs office = SampleJobs.office();

  private Path export() throws Exception {
    return Files.write(folder.resolve("report.xml"), Reports.bytes(ReportFormat.XML, office));
  }

  @Test
  void libnmapReadsHostsPortsStatesAndServices() throws Exception {
    List<String> expected = new ArrayList<>();
    List<Host> up = office.hosts().stream().map(JobHost::host).filter(Host::isUp).toList();
    expected.add(
        "report %d %d %s"
            .formatted(
                up.size(),
                office.job().progress().hostsTotal(),
                Coverage.of(office.job()).sentence()));
    for (Host host : up) {
      String os = host.traits().os().stream().findFirst().map(OsGuess::name).orElse("");
      expected.add(
          "%s up [%s] [%s] [%s]"
              .formatted(host.address(), String.join(" ", host.names()), host.traits().mac(), os));
      host.ports().forEach(port -> expected.add(host.address() + " " + line(port)));
    }
    String read = Python.run(folder, "libnmap-hosts.py", export().toString());
    assertEquals(expected, read.lines().toList());
  }

  private static String line(Port port) {
    StringBuilder banner = new StringBuilder();
    Stream.of("product: " + port.service().product(), "version: " + port.service().version())
        .filter(text -> !text.endsWith(": "))
        .forEach(text -> banner.append(banner.isEmpty() ? "" : " ").append(text));
    List<String> scripts = port.scripts().stream().map(one -> "'" + one.id() + "'").toList();
    return "%d/%s %s %s [%s] %s"
        .formatted(
            port.port(), port.protocol(), port.state(), port.service().name(), banner, scripts);
  }

  @Test
  void theProgramNdiffComparesTwoExports() throws Exception {
    Path before = folder.resolve("before.xml");
    Path after = folder.resolve("after.xml");
    Files.write(before, Reports.bytes(ReportFormat.XML, ssh("9.2")));
    Files.write(after, Reports.bytes(ReportFormat.XML, ssh("9.6")));
    assertEquals("", ndiff(0, before, before));
    String found = ndiff(1, before, after);
    assertTrue(found.contains("-22/tcp open  ssh     OpenSSH 9.2"), found);
    assertTrue(found.contains("+22/tcp open  ssh     OpenSSH 9.6"), found);
  }

  private static SampleJobs ssh(String version) {
    List<Port> ports = List.of(SampleHosts.open(22, "ssh", "OpenSSH", version));
    return SampleJobs.of(JobState.COMPLETED, List.of(SampleHosts.up("10.0.0.1", "one", ports)));
  }

  /** Its exit status is 1 if there is a difference. */
  private String ndiff(int status, Path before, Path after) throws Exception {
    Path out = folder.resolve("ndiff.txt");
    Process ndiff =
        new ProcessBuilder("ndiff", before.toString(), after.toString())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertEquals(status, ndiff.waitFor(), Files.readString(out));
    return Files.readString(out);
  }

  /** The export differs from nmap's document type in the scanner's name alone, for other tools. */
  @Test
  void itIsValidByTheDocumentType() throws Exception {
    String xml =
        Files.readString(export())
            .replace("<!DOCTYPE nmaprun>", "<!DOCTYPE nmaprun SYSTEM \"" + DTD.toUri() + "\">");
    DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
    factory.setValidating(true);
    DocumentBuilder builder = factory.newDocumentBuilder();
    builder.setErrorHandler(
        new DefaultHandler() {
          @Override
          public void error(SAXParseException fault) throws SAXException {
            throw fault;
          }
        });
    Document document = builder.parse(new InputSource(new StringReader(xml)));
    assertTrue(document.getElementsByTagName("host").getLength() > 300);
  }
}
