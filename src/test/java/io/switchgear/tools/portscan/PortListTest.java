package io.switchgear.tools.portscan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.tools.portscan.PortList.InvalidPorts;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortListTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1;1",
        "65535;1",
        "22,80;2",
        " 22 , 80 ;2",
        "22,22,20-25;6",
        "8000-8100;101",
        "-;65535",
        "1-65535;65535",
        "-100;100",
        "65000-;536",
        "080;1",
        "top:1;1",
        "top:100;100"
      })
  void countsEachPortOnce(String text, int count) throws InvalidPorts {
    int[] ports = PortList.parse(text);
    assertEquals(count, ports.length);
    assertEquals(count, Arrays.stream(ports).distinct().count());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|neither",
        "','|neither",
        "22,|neither",
        "http|neither",
        "0|outside",
        "65536|outside",
        "99999|outside",
        "100000|neither",
        "1-65536|outside",
        "0-10|outside",
        "10-1|backwards",
        "1-2-3|neither",
        "--|neither",
        "-1-5|neither",
        "+22|neither",
        "22.5|neither",
        "1e3|neither",
        "0x16|neither",
        "T:22|neither",
        "U:53|neither",
        "22;|neither",
        "8080443|neither",
        "top:0|1 to",
        "top:-1|neither",
        "top:99999|1 to",
        "top:5,22|neither",
        "٢٢|neither",
        "22 80|neither",
        "--script=x|neither"
      })
  void refusesWithTheReasonAndAnExample(String text, String reason) {
    String spec = text == null ? "" : text;
    InvalidPorts error = assertThrows(InvalidPorts.class, () -> PortList.parse(spec));
    assertTrue(error.getMessage().contains(reason), error::getMessage);
    assertTrue(error.getMessage().contains("ports"), error::getMessage);
  }

  @Test
  void refusesWhatIsLongerThanAnyoneWrites() {
    InvalidPorts error =
        assertThrows(InvalidPorts.class, () -> PortList.parse("1,".repeat(3_000) + "1"));
    assertTrue(error.getMessage().contains("4096"), error::getMessage);
  }

  @Test
  void asksUsualPortsFirst() throws InvalidPorts {
    assertArrayEquals(new int[] {80, 443, 22, 1, 2, 442}, PortList.parse("1,2,442,443,80,22"));
  }

  @Test
  void usualPortsAreValidAndHaveNames() {
    assertTrue(UsualPorts.inOrder().size() >= 100);
    for (int port : UsualPorts.inOrder()) {
      assertTrue(port >= 1 && port <= 65_535);
      assertTrue(UsualPorts.service(port).matches("[a-z0-9-]+"), () -> port + " has no name");
    }
    assertEquals("", UsualPorts.service(1));
  }
}
