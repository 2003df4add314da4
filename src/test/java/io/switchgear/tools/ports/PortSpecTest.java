package io.switchgear.tools.ports;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.tools.ports.PortSpec.Reading;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortSpecTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1;1;1",
        "65535;65535;1",
        "22,80;22,80;2",
        " 22 , 80 ;22,80;2",
        "22,22,20-25;20-25;6",
        "8000-8100;8000-8100;101",
        "-;1-65535;65535",
        "22,-;1-65535;65535",
        "1-65535;1-65535;65535",
        "-100;1-100;100",
        "65530-;65530-65535;6",
        "65535-;65535;1",
        "-1;1;1",
        "080;80;1",
        "80,22,22,79-81,443;22,79-81,443;5",
        "T:22,U:53;T:22,U:53;2",
        "t:22,u:53,161,T:80;T:22,80,U:53,161;4",
        "U:-100;U:1-100;100",
        "ssh;22;1",
        "SSH,https;22,443;2",
        "U:domain;U:53;1",
        "T:ssh,8000-;22,8000-65535;57537"
      })
  void isReadAndBroughtIntoCanonicalForm(String text, String flag, int count) {
    PortSpec spec = spec(text);
    assertEquals(flag, spec.flagValue());
    assertEquals(count, spec.count());
    assertEquals(spec, spec(flag), "the canonical form reads as itself");
  }

  @ParameterizedTest
  @CsvSource({
    "top:1,1",
    "top:100,100",
    "TOP:10,10",
    "Top:200,200",
    "top:1000,1000",
    "top:1500,1500"
  })
  void theMostCommonPortsAreCounted(String text, int count) {
    PortSpec spec = spec(text);
    assertEquals(count, spec.count());
    assertEquals(count, Arrays.stream(spec.tcpPorts()).distinct().count());
  }

  @Test
  void whatHasNoProtocolCanBeUdp() {
    Reading reading = PortSpec.read("53,T:22", true);
    assertEquals("T:22,U:53", assertInstanceOf(Reading.Ports.class, reading).spec().flagValue());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|not a port",
        "','|not a port",
        "22,|not a port",
        "22,,80|not a port",
        "no-such|service name",
        "http*|not a port",
        "[1-1024]|not a port",
        "0|outside of 1 to 65535",
        "65536|outside of 1 to 65535",
        "65536-|outside of 1 to 65535",
        "-0|outside of 1 to 65535",
        "100000|not a port",
        "1-65536|outside of 1 to 65535",
        "0-10|outside of 1 to 65535",
        "10-1|write 1-10",
        "1-2-3|not a port",
        "--|not a port",
        "-1-5|not a port",
        "+22|not a port",
        "22.5|not a port",
        "1e3|not a port",
        "0x16|not a port",
        "T:|not a port",
        "S:22|not a port",
        "22;id|not a port",
        "$(id)|not a port",
        "22 80|not a port",
        "8080443|not a port",
        "٢٢|not a port",
        "top:0|between top:1 and top:65535",
        "top:99999|between top:1 and top:65535",
        "top:-1|not a port",
        "top:all|not a port",
        "top:5,22|not a port",
        "--script=x|not a port"
      })
  void aRefusalQuotesTheTextAndShowsWhatWouldPass(String text, String why) {
    String sentence =
        assertInstanceOf(Reading.Unreadable.class, PortSpec.read(text, false)).sentence();
    assertTrue(sentence.contains(why), sentence);
    assertTrue(sentence.startsWith("\""), sentence);
    assertTrue(sentence.contains("22,80,8000-8100") || sentence.contains("top:100"), sentence);
  }

  @Test
  void whatIsQuotedIsBoundedAndClean() {
    for (String text : new String[] {"1,".repeat(3_000), "\u001b[2J\u202E80", "x".repeat(4_000)}) {
      String sentence =
          assertInstanceOf(Reading.Unreadable.class, PortSpec.read(text, false)).sentence();
      assertTrue(sentence.length() < 500, sentence);
      assertTrue(sentence.chars().noneMatch(c -> c < ' ' || c == 0x202E), sentence);
    }
  }

  @Test
  void usualPortsAreAskedFirst() {
    assertArrayEquals(new int[] {80, 443, 22, 1, 2, 442}, spec("1,2,442,443,80,22").tcpPorts());
  }

  @Test
  void theUsualPortsAreEnoughAndValid() {
    int[] ports = UsualPorts.inOrder().toArray();
    assertTrue(ports.length >= 1_500 && ports.length == UsualPorts.ranked());
    assertEquals(ports.length, Arrays.stream(ports).distinct().count());
    for (int port : ports) {
      assertTrue(port >= 1 && port <= 65_535);
      assertTrue(UsualPorts.service(port).matches("[a-z0-9-]*"), () -> port + "");
    }
    assertEquals("ssh", UsualPorts.service(22));
    assertEquals("", UsualPorts.service(1_000));
  }

  private static PortSpec spec(String text) {
    Reading reading = PortSpec.read(text, false);
    return assertInstanceOf(Reading.Ports.class, reading, reading::toString).spec();
  }
}
