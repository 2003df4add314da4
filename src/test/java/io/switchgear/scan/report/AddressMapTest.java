package io.switchgear.scan.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.scan.SampleHosts;
import io.switchgear.scope.RangeSet;
import io.switchgear.tool.hosts.Addresses;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressMapTest {

  private static void add(AddressMap map, String address) {
    map.add(SampleHosts.silent(address), Addresses.literal(address).orElseThrow());
  }

  private static long hosts(AddressMap map) {
    return map.panels().stream()
        .flatMap(panel -> Arrays.stream(panel.cells()))
        .filter(Objects::nonNull)
        .mapToLong(AddressMap.Cell::hosts)
        .sum();
  }

  @Test
  void aCellIsOneAddressAtFirst() {
    AddressMap map = new AddressMap(32);
    add(map, "10.0.0.7");
    add(map, "10.0.1.9");
    assertEquals(List.of("10.0.0.0/24", "10.0.1.0/24"), blocks(map));
    assertEquals(1, map.panels().getFirst().cells()[7].hosts());
  }

  private static List<String> blocks(AddressMap map) {
    return map.panels().stream()
        .map(panel -> AddressMap.text(panel.first(), map.addressBits()) + "/" + panel.prefix())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "32, 0", "33, 4", "512, 4", "513, 8", "5000, 8", "60000, 12"})
  void cellsAreMergedWhenThereAreTooMany(int networks, int cellBits) {
    AddressMap map = new AddressMap(32);
    for (int at = 0; at < networks; at++) {
      add(map, "10." + (at >> 8) + "." + (at & 255) + ".1");
    }
    assertEquals(cellBits, map.cellBits());
    assertEquals(networks, hosts(map));
    assertTrue(map.panels().size() <= AddressMap.MAX_PANELS);
  }

  @Test
  void hostsOfAllOfIpv6Fit() {
    AddressMap map = new AddressMap(128);
    for (int at = 0; at < 500; at++) {
      add(map, Integer.toHexString(0x2000 + at * 31) + "::" + Integer.toHexString(at + 1));
    }
    assertEquals(500, hosts(map));
    assertTrue(map.panels().size() <= AddressMap.MAX_PANELS);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/24, 1, 10.0.0.0/24",
    "10.0.0.0/8, 16, 10.0.0.0/12",
    "0.0.0.0/0, 16, 0.0.0.0/4",
  })
  void targetsWithoutAResultHavePanels(String targets, int panels, String first) {
    AddressMap map = new AddressMap(32);
    map.cover(RangeSet.parse(List.of(targets)));
    assertEquals(panels, map.panels().size());
    assertEquals(first, blocks(map).getFirst());
  }

  @Test
  void aPictureSaysWhatWasNotScanned() {
    AddressMap map = new AddressMap(32);
    add(map, "10.0.0.0");
    RangeSet targets = RangeSet.parse(List.of("10.0.0.0/30"));
    map.cover(targets);
    String html =
        new MapFigures(map, targets, RangeSet.parse(List.of("10.0.0.3")), Set.of()).html();
    assertTrue(html.contains("<title>10.0.0.0: no answer</title>"), html);
    assertTrue(html.contains("<title>10.0.0.1: not scanned</title>"), html);
    assertTrue(html.contains("<title>10.0.0.3: excluded on request</title>"), html);
    assertTrue(html.contains("0 up, 0 open ports, 2 not scanned"), html);
    assertEquals(4, html.split("<rect", -1).length - 1);
  }
}
