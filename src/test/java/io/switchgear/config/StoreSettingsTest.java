package io.switchgear.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The database's address and password, and the node's name. */
class StoreSettingsTest {

  private static final String PLANTED = "pl4nted";

  @TempDir private Path folder;

  private static Settings load(Map<String, String> keys) {
    Map<String, String> full = new HashMap<>();
    keys.forEach((key, value) -> full.put("switchgear." + key, value));
    return SettingsTest.load(Map.of(), full);
  }

  private static String refusal(Map<String, String> keys) {
    SettingsException refused = assertThrows(SettingsException.class, () -> load(keys));
    assertEquals(1, refused.problems().size(), refused::getMessage);
    assertFalse(refused.getMessage().contains(PLANTED), refused::getMessage);
    return refused.getMessage();
  }

  @Test
  void withoutAUrlTheStoreIsInTheDataFolder() {
    StoreSettings store = load(Map.of()).store();
    assertFalse(store.external());
    assertEquals("", store.password().reveal());
  }

  /** A password has no shortest length: another program chose it. */
  @Test
  void aPasswordIsGivenByItselfOrInAFileAndNotShown() throws IOException {
    Path file = Files.writeString(folder.resolve("password"), PLANTED + "\n");
    for (Map<String, String> way :
        List.of(
            Map.of("store.password", PLANTED), Map.of("store.password-file", file.toString()))) {
      StoreSettings store = load(way).store();
      assertEquals(PLANTED, store.password().reveal());
      assertFalse(store.toString().contains(PLANTED), store::toString);
    }
  }

  @Test
  void aPasswordInTwoPlacesAndAFileWithoutOneAreRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("password"), " \n");
    String both =
        refusal(Map.of("store.password", PLANTED, "store.password-file", file.toString()));
    assertTrue(both.contains("password and password-file are both set"), both);
    assertTrue(both.startsWith("switchgear.store"), both);
    String blank = refusal(Map.of("store.password-file", file.toString()));
    assertTrue(blank.startsWith("switchgear.store.password-file"), blank);
    assertTrue(blank.contains("is empty"), blank);
    String missing = refusal(Map.of("store.password-file", folder.resolve("none").toString()));
    assertTrue(missing.contains("cannot be read"), missing);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jdbc:postgresql://db/sg?password=pl4nted | no user and no password",
        "jdbc:postgresql://db/sg?ssl=true&PASSWORD=pl4nted | no user and no password",
        "jdbc:postgresql://db/sg?sslpassword=pl4nted | no user and no password",
        "jdbc:postgresql://db/sg?user=pl4nted | no user and no password",
        "jdbc:postgresql://ann:pl4nted@db/sg | no user and no password",
        "jdbc:h2:mem:pl4nted | must be jdbc:postgresql://HOST:PORT/DATABASE",
        "postgresql://db/pl4nted | must be jdbc:postgresql://HOST:PORT/DATABASE",
        "jdbc:postgresql: | must be jdbc:postgresql://HOST:PORT/DATABASE",
      })
  void aUrlThatIsNoneOrHoldsCredentialsIsRefusedWithTheReason(String url, String why) {
    String said = refusal(Map.of("store.url", url));
    assertTrue(said.startsWith("switchgear.store.url (command line): url must"), said);
    assertTrue(said.contains(why), said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "store.url | jdbc:postgresql://db:5432/sg?sslmode=require | jdbc:postgresql://db:5432/sg",
        "store.url | jdbc:postgresql://a,b/sg?password=pl4nted | jdbc:postgresql://a,b/sg",
        "store.url | jdbc:postgresql://ann:pl4nted@db/sg | jdbc:postgresql://db/sg",
        "store.url | '' | ''",
        "store.password | pl4nted | (secret)",
        "store.password | '' | ''",
      })
  void whatIsShownOfTheSettings(String key, String value, String shown) {
    var parsed = ConfigFactory.parseMap(Map.of("it", value)).root().get("it");
    assertEquals('"' + shown + '"', Redaction.shown("switchgear." + key, parsed));
  }

  @Test
  void aNodeHasTheHostsNameUnlessItIsGivenOne() {
    assertTrue(NodeName.isAllowed(load(Map.of()).nodeName()));
    assertEquals("scan_1.a-B", load(Map.of("node", "scan_1.a-B")).nodeName());
    for (String bad : List.of("a b", "ä", "a/b", "x".repeat(65))) {
      String said =
          assertThrows(SettingsException.class, () -> load(Map.of("node", bad))).getMessage();
      assertTrue(said.contains("allowed is 1 to 64 of A-Z a-z 0-9 . _ -"), said);
    }
  }

  @ParameterizedTest
  @CsvSource({"'pod-1\n',pod-1", "b\u00fcro pc,b-ro-pc", "'',node"})
  void aHostsNameBecomesANodesName(String host, String name) {
    assertEquals(name, NodeName.from(host));
    assertEquals(64, NodeName.from("x".repeat(253)).length());
  }
}
