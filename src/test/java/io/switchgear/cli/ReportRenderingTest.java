package io.switchgear.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.StringReader;
import java.time.Instant;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class ReportRenderingTest {

  private static final JsonNode REPORT =
      Terminal.json(
          """
          {"scanner": "port_scan", "status": "partial",
           "hosts": [
             {"address": "10.0.0.1", "state": "up", "scan": "stopped", "mac": "02:00:00:00:00:01",
              "vendor": "Lab", "closed": {"count": 9, "ranges": "1-9", "reason": "conn-refused"},
              "ports": [{"port": 8080, "protocol": "tcp", "state": "open", "reason": "connected",
                         "banner": "BANNER", "scripts": [{"id": "a<b", "output": "1\\n2 & \\"3\\""}]}]},
             {"address": "fd00:0:0:1:2:3:4:5", "names": ["six.lab.internal"], "state": "up",
              "ports": [{"port": 22, "protocol": "tcp", "state": "open|filtered", "service": "ssh",
                         "product": "OpenSSH"}]}],
           "up": [{"count": 2, "ranges": "10.0.0.2-10.0.0.3", "reason": "conn-refused",
                   "closed": {"count": 200, "ranges": "1-200", "reason": "conn-refused"}}],
           "silent": {"count": 1, "ranges": "10.0.0.9", "reason": "no-response",
                      "filtered": {"count": 200, "ranges": "1-200", "reason": "no-response"}},
           "statistics": {"hosts_total": 3, "hosts_up": 2, "hosts_down": 1, "open_ports": 2,
             "elapsed_seconds": 61.5},
           "notes": ["Slower than asked."]}
          """
              .replace("BANNER", "\\u001b[31m" + "long ".repeat(100)));

  @Test
  void columnsAlignAndLongBannersAreCut() {
    String[] lines = ReportTable.render(REPORT).split("\n");
    int ports = lines[0].indexOf("PORT");
    int details = lines[0].indexOf("DETAILS");
    assertEquals("8080/tcp", lines[1].substring(ports, ports + 8));
    assertEquals("22/tcp", lines[2].substring(ports, ports + 6));
    assertEquals("fd00:0:0:1:2:3:4:5 (six.lab.internal)  ", lines[2].substring(0, ports));
    assertEquals("OpenSSH", lines[2].substring(details));
    assertTrue(lines[1].substring(details).startsWith("\uFFFD[31mlong long"), lines[1]);
    assertTrue(lines[1].endsWith("…") && lines[1].length() == details + 61, lines[1]);
    assertEquals("10.0.0.1 up, stopped; 9 closed (1-9; conn-refused)", lines[4]);
    assertEquals(
        "2 hosts up (10.0.0.2-10.0.0.3; conn-refused); each 200 closed (1-200; conn-refused)",
        lines[5]);
    assertEquals(
        "1 host silent (10.0.0.9; no-response); each 200 filtered (1-200; no-response)", lines[6]);
    assertEquals("Partial results: 2 of 3 hosts up, 2 open ports, 61.5 s, port_scan", lines[7]);
    assertEquals("Note: Slower than asked.", lines[8]);
  }

  @Test
  void csvHasALineForWhatIsCountedToo() {
    String[] lines = ReportTable.csv(REPORT).split("\r\n");
    assertEquals(
        "address,names,host,port,protocol,state,reason,service,product,version,banner", lines[0]);
    assertEquals("10.0.0.1,,up,1-9,,closed,conn-refused,,,,", lines[2]);
    assertEquals("10.0.0.2-10.0.0.3,,up,1-200,,closed,conn-refused,,,,", lines[4]);
    assertEquals("10.0.0.9,,silent,1-200,,filtered,no-response,,,,", lines[5]);
  }

  @Test
  void nothingOpenIsSaid() {
    assertTrue(
        ReportTable.render(Terminal.json("{\"hosts\":[]}")).startsWith("No open ports found.\n"));
  }

  @Test
  void theXmlIsInTheShapeOfNmaps() throws Exception {
    String xml = ReportXml.render(REPORT, Instant.parse("2030-01-02T03:04:05Z"));
    Document document =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(xml)));
    Element run = document.getDocumentElement();
    assertEquals("nmaprun", run.getTagName());
    assertEquals("1.05", run.getAttribute("xmloutputversion"));
    assertEquals("1893553383", run.getAttribute("start"));
    assertEquals("Wed Jan 2 03:03:03 2030", run.getAttribute("startstr"));
    assertEquals("ipv4", element(document, "address", 0).getAttribute("addrtype"));
    assertEquals("ipv6", element(document, "address", 2).getAttribute("addrtype"));
    assertEquals("six.lab.internal", element(document, "hostname", 0).getAttribute("name"));
    assertEquals("9", element(document, "extraports", 0).getAttribute("count"));
    assertEquals("1-9", element(document, "extrareasons", 0).getAttribute("ports"));
    assertEquals("Lab", element(document, "address", 1).getAttribute("vendor"));
    assertEquals(
        4, document.getElementsByTagName("host").getLength(), "silent hosts are not listed");
    assertEquals("10.0.0.3", element(document, "address", 4).getAttribute("addr"));
    assertEquals("8080", element(document, "port", 0).getAttribute("portid"));
    assertEquals("connected", element(document, "state", 0).getAttribute("reason"));
    assertEquals("a<b", element(document, "script", 0).getAttribute("id"));
    assertEquals("1\n2 & \"3\"", element(document, "script", 0).getAttribute("output"));
    assertEquals("banner", element(document, "script", 1).getAttribute("id"));
    assertEquals("ssh", element(document, "service", 0).getAttribute("name"));
    assertEquals("error", element(document, "finished", 0).getAttribute("exit"));
    assertEquals("3", element(document, "hosts", 0).getAttribute("total"));
  }

  private static Element element(Document document, String name, int index) {
    return (Element) document.getElementsByTagName(name).item(index);
  }
}
