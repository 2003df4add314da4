package io.switchgear.scope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Valid targets become canonical specs, counted and merged. */
class FairTargetsTest {

  private final ScanScope scope = Scopes.scope(ScopePolicy.DEFAULT);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          127.0.0.1                            | 127.0.0.1                              | 1
          127.255.255.255                      | 127.255.255.255                        | 1
          127.0.0.0                            | 127.0.0.0                              | 1
          10.0.0.0                             | 10.0.0.0                               | 1
          10.255.255.255                       | 10.255.255.255                         | 1
          172.16.0.0                           | 172.16.0.0                             | 1
          172.31.255.255                       | 172.31.255.255                         | 1
          192.168.0.0                          | 192.168.0.0                            | 1
          192.168.255.255                      | 192.168.255.255                        | 1
          127.0.0.1/32                         | 127.0.0.1                              | 1
          10.0.0.0/31                          | 10.0.0.0/31                            | 2
          10.0.0.0/24                          | 10.0.0.0/24                            | 256
          10.0.0.0/8                           | 10.0.0.0/8                             | 16777216
          172.16.0.0/12                        | 172.16.0.0/12                          | 1048576
          192.168.0.0/16                       | 192.168.0.0/16                         | 65536
          127.0.0.1-1                          | 127.0.0.1                              | 1
          127.0.0.0-255                        | 127.0.0.0/24                           | 256
          127.0.0.1-6                          | 127.0.0.1 127.0.0.2/31 127.0.0.4/31 127.0.0.6 | 6
          127.0.0.1-127.0.0.6                  | 127.0.0.1 127.0.0.2/31 127.0.0.4/31 127.0.0.6 | 6
          10.0.0.255-10.0.1.0                  | 10.0.0.255 10.0.1.0                    | 2
          10.0.0.0-10.0.255.255                | 10.0.0.0/16                            | 65536
          ::1                                  | ::1                                    | 1
          0:0:0:0:0:0:0:1                      | ::1                                    | 1
          ::1/128                              | ::1                                    | 1
          fd00::1                              | fd00::1                                | 1
          FD00:0000::00AB                      | fd00::ab                               | 1
          fd00:1:2:3:4:5:6:7                   | fd00:1:2:3:4:5:6:7                     | 1
          fd00:0:0:1:0:0:0:1                   | fd00:0:0:1::1                          | 1
          fd00::/120                           | fd00::/120                             | 256
          fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff | fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff | 1
          fc00::                               | fc00::                                 | 1
          127.0.0.1 127.0.0.1 127.0.0.1/32     | 127.0.0.1                              | 1
          10.0.0.0/25 10.0.0.128/25            | 10.0.0.0/24                            | 256
          10.0.0.0/24 10.0.0.5 10.0.0.9-20     | 10.0.0.0/24                            | 256
          10.0.1.0/24 10.0.0.0/24 10.0.0.255   | 10.0.0.0/23                            | 512
          127.0.0.2 127.0.0.1                  | 127.0.0.1 127.0.0.2                    | 2
          fd00::1 127.0.0.1 ::1                | 127.0.0.1 ::1 fd00::1                  | 3
          fd00::/127 fd00::2 fd00::3           | fd00::/126                             | 4
          """)
  void allowed(String targets, String specs, long hosts) throws Exception {
    TargetSet set = Scopes.allowed(scope, targets.split(" "));

    assertEquals(List.of(specs.split(" ")), set.specs());
    assertEquals(hosts, set.hosts());
    assertEquals(specs.contains(":"), set.hasIpv6());
    assertEquals(specs.contains("."), set.hasIpv4());
    assertTrue(set.specs().stream().noneMatch(spec -> spec.startsWith("-")));
    assertEquals(set.specs(), Scopes.allowed(scope, set.specs().toArray(String[]::new)).specs());
    if (hosts <= 256) {
      assertEquals(hosts, set.addresses().distinct().count());
    }
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.0/8", "fd00::/66"})
  void addressesAreLazyAndInOrder(String block) throws Exception {
    TargetSet set = Scopes.allowed(scope, block);
    String base = block.substring(0, block.indexOf('/'));
    List<String> first = new ArrayList<>();
    var addresses = set.addresses().iterator();
    for (int i = 0; i < 3; i++) {
      first.add(addresses.next().getHostAddress());
    }

    List<String> expected =
        base.contains(":")
            ? List.of("fd00:0:0:0:0:0:0:0", "fd00:0:0:0:0:0:0:1", "fd00:0:0:0:0:0:0:2")
            : List.of("10.0.0.0", "10.0.0.1", "10.0.0.2");
    assertEquals(expected, first);
    assertEquals(
        expected, set.addresses().limit(3).map(address -> address.getHostAddress()).toList());
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.3 10.0.0.255-10.0.1.1 ::1"})
  void addressesOfSeveralRanges(String targets) throws Exception {
    TargetSet set = Scopes.allowed(scope, targets.split(" "));

    assertEquals(
        Arrays.asList("10.0.0.255", "10.0.1.0", "10.0.1.1", "127.0.0.3", "0:0:0:0:0:0:0:1"),
        set.addresses().map(address -> address.getHostAddress()).toList());
    assertTrue(set.addresses().allMatch(address -> set.nameOf(address).isEmpty()));
  }
}
