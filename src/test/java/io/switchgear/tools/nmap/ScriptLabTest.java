package io.switchgear.tools.nmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.testing.Await;
import io.switchgear.tools.nmap.ScriptLab.Wall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Scans of a hostile target in a network with loopback only; each wall is tested alone. A new case
 * is one line. Needs root, nftables, iproute2 and util-linux.
 */
@Tag("process")
class ScriptLabTest {

  private static final String PASSWORD = "changeit";

  private static final String SERVICES = "21,22,25,53,80,443,445,3260,8000,U:53,161,1900,3478";

  private static final List<Row> ROWS =
      List.of(
          // Without a wall. The lab must detect these, otherwise the results below mean nothing.
          leaves("80,8000", "http-useragent-tester", LabServices.METADATA),
          leaves("80,8000", "http-mobileversion-checker", LabServices.METADATA),
          leaves("80,8000", "http-security-headers", LabServices.METADATA),
          leaves("443,8443", "http-cisco-anyconnect", LabServices.METADATA),
          row(
              Wall.NONE,
              "'ports':'80','scripts':['http-title'],'reverse_dns':true",
              LabServices.METADATA),
          leaves("21", "ftp-bounce", LabServices.ELSEWHERE),
          leaves("21", "fcrdns", LabServices.RESOLVER),
          // The list without the fence.
          stays(Wall.LIST, "'ports':'80,8000','scripts':['safe']"),
          stays(Wall.LIST, "'ports':'" + SERVICES + "','scripts':['*may*']"),
          asks(Wall.LIST, "'ports':'21,80','scripts':['default']"),
          asks(Wall.LIST, "'ports':'80','service_detection':true"),
          // The fence with scripts that the list refuses.
          stays(Wall.FENCE, "'ports':'80,8000','scripts':['http-useragent-tester']"),
          stays(Wall.FENCE, "'ports':'21','scripts':['ftp-bounce']"),
          asks(Wall.FENCE, "'ports':'80','scripts':['http-title']"),
          stays(Wall.FENCE, "'ports':'21,80,U:53,1900','scripts':['*all*']"),
          asks(Wall.FENCE, "'ports':'80','service_detection':true"),
          // The default.
          asks(Wall.BOTH, "'ports':'21,80','scripts':['safe','discovery']"));

  @TempDir private static Path folder;

  private static List<String> answers;

  /**
   * @param strays other addresses that get a packet; without a wall, one of them
   */
  record Row(Wall wall, String arguments, String strays) {}

  private static Row leaves(String ports, String scripts, String stray) {
    return row(Wall.NONE, "'ports':'" + ports + "','scripts':['" + scripts + "']", stray);
  }

  private static Row stays(Wall wall, String arguments) {
    return row(wall, arguments, "");
  }

  /** Name lookups reach only the resolver. */
  private static Row asks(Wall wall, String arguments) {
    return row(wall, arguments + ",'reverse_dns':true", LabServices.RESOLVER);
  }

  private static Row row(Wall wall, String arguments, String strays) {
    return new Row(wall, "{" + arguments.replace('\'', '"') + "}", strays);
  }

  static List<Row> rows() {
    return ROWS;
  }

  @BeforeAll
  static void scan() throws Exception {
    String input =
        String.join("\n", ROWS.stream().map(row -> row.wall() + " " + row.arguments()).toList());
    Path rows = Files.writeString(folder.resolve("rows"), input);
    Path said = folder.resolve("said");
    Process lab =
        new ProcessBuilder(command(resolver(), keys()))
            .redirectInput(rows.toFile())
            .redirectOutput(said.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      // Seventeen scans of a slow target, longer than one thing that Await waits for.
      assertTrue(lab.waitFor(170, TimeUnit.SECONDS), "the lab still runs");
    } finally {
      lab.destroyForcibly();
    }
    answers = Files.readAllLines(said);
    assertEquals(ROWS.size() + 1, answers.size(), answers::toString);
  }

  @Test
  void theFenceIsUpInTheLab() {
    assertEquals("SUPPORTED", answers.getFirst());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aScanStaysAtItsTarget(Row row) {
    String answer = answers.get(ROWS.indexOf(row) + 1);
    assertTrue(answer.startsWith("Success"), answer);
    String strays = answer.substring(answer.indexOf('[') + 1, answer.length() - 1);
    if (row.wall() == Wall.NONE) {
      assertTrue(strays.contains(row.strays()), answer);
    } else {
      assertEquals(row.strays(), strays, answer);
    }
  }

  private static List<String> command(Path resolver, Path keys) {
    String enter =
        """
        ip link set lo up
        for address in %s %s; do ip addr add $address/32 dev lo; done
        mount --bind "$1" /etc/resolv.conf
        shift
        exec "$@"
        """
            .formatted(LabServices.METADATA, LabServices.ELSEWHERE);
    return Stream.of(
            List.of("unshare", "--net", "--mount", "sh", "-ec", enter, "lab", resolver.toString()),
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
            List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"),
            List.of("-cp", System.getProperty("java.class.path"), ScriptLab.class.getName()),
            List.of(keys.toString(), PASSWORD))
        .flatMap(List::stream)
        .toList();
  }

  private static Path resolver() throws IOException {
    return Files.writeString(
        folder.resolve("resolv.conf"), "nameserver " + LabServices.RESOLVER + "\n");
  }

  private static Path keys() throws Exception {
    Path store = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "RSA",
                "-dname",
                "CN=www.evil.test",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .inheritIO()
            .start();
    assertEquals(0, Await.exit("a key", keytool));
    return store;
  }
}
