package io.switchgear.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.mcp.AskingTools;
import io.switchgear.mcp.McpQuota;
import io.switchgear.mcp.McpServer;
import io.switchgear.mcp.TestClient;
import io.switchgear.mcp.TestClient.Told;
import io.switchgear.mcp.catalog.McpOffer;
import io.switchgear.mcp.exchange.SealingKeys;
import io.switchgear.mcp.legacy.TestSessions;
import io.switchgear.mcp.relay.SessionRelay;
import io.switchgear.mcp.wire.ServerIdentity;
import io.switchgear.store.JdbcSettings;
import io.switchgear.store.Store;
import io.switchgear.testing.Await;
import io.switchgear.testing.Postgres;
import io.switchgear.tool.Caller;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions that one gateway asks and another one gets the answers to. */
@Tag("process")
class SharedStatesTest {

  private static final String ENVELOPE =
      "'name':'greet','_meta':{'io.modelcontextprotocol/protocolVersion':'2026-07-28',"
          + "'io.modelcontextprotocol/clientCapabilities':{'elicitation':{}}}";
  private static final String ANSWERED =
      ENVELOPE
          + ",'inputResponses':{'who':{'action':'accept','content':{'name':'Ada'}}},"
          + "'requestState':'%s'";
  private static final int REFUSED = -32602;
  private static final int UNAVAILABLE = -32603;

  @TempDir private Path folder;
  private final JdbcSettings database = Postgres.freshDatabase();
  private final List<Gateway> gateways = new ArrayList<>();

  /** A server on the database, with what it keeps in memory. */
  private record Gateway(Store store, SealingKeys keys, TestClient client) {

    Told call(String params) {
      return client.modern("1", "tools/call", params, "greet");
    }

    String asks() {
      Told asked = call(ENVELOPE);
      assertEquals("input_required", asked.result().path("resultType").asText());
      return asked.result().path("requestState").asText();
    }

    Told answer(String state) {
      return call(ANSWERED.formatted(state));
    }

    void greets(String state) {
      assertEquals("Hello, Ada!", answer(state).result().at("/content/0/text").asText());
    }

    void refuses(int code, String state) {
      assertEquals(code, answer(state).code());
    }

    void close() {
      keys.close();
      store.close();
    }
  }

  private Gateway gateway(boolean once) {
    return gateway(once, folder);
  }

  /**
   * @param once whether an answer serves one call only
   */
  private Gateway gateway(boolean once, Path dataDir) {
    Store store = Store.open(database, "node-" + UUID.randomUUID());
    SealingKeys keys = StateWiring.keys(store, dataDir);
    McpServer server =
        new McpServer(
            McpOffer.of(new AskingTools(once)),
            new ServerIdentity("switchgear", "Switchgear", "1.2.3", ""),
            TestSessions.of(3),
            StateWiring.states(keys, store),
            McpQuota.ALL,
            owner -> SessionRelay.NONE);
    Gateway gateway = new Gateway(store, keys, new TestClient(server, Caller.LOCAL));
    synchronized (gateways) {
      gateways.add(gateway);
    }
    return gateway;
  }

  @AfterEach
  void close() {
    gateways.forEach(Gateway::close);
  }

  /** Makes all keys older. */
  private void pass(String interval) {
    gateways
        .getFirst()
        .store()
        .sql()
        .write(
            handle ->
                handle.execute(
                    "UPDATE sealing_key SET created_at = created_at - INTERVAL " + interval));
  }

  private static String keyOf(String state) {
    return state.split("\\.")[1];
  }

  @Test
  void aCallThatOneHasAskedAboutIsFinishedByAnother() {
    Gateway one = gateway(false);
    Gateway two = gateway(false);
    String state = one.asks();
    two.greets(state);
    one.greets(state);
    one.greets(two.asks());
    two.refuses(REFUSED, state + "x");
  }

  @Test
  void aConsentServesOneCallOfAllGateways() {
    Gateway one = gateway(true);
    Gateway two = gateway(true);
    String state = one.asks();
    two.greets(state);
    one.refuses(REFUSED, state);
    two.refuses(REFUSED, state);
    String own = two.asks();
    two.greets(own);
    one.refuses(REFUSED, own);
  }

  @Test
  void ofManyThatUseAConsentAtOnceOneRuns() {
    List<Gateway> all = List.of(gateway(true), gateway(true), gateway(true));
    for (int round = 0; round < 10; round++) {
      String state = all.getFirst().asks();
      List<CompletableFuture<Told>> calls =
          IntStream.range(0, 12)
              .mapToObj(
                  n ->
                      CompletableFuture.supplyAsync(
                          () -> all.get(n % 3).answer(state), Thread::startVirtualThread))
              .toList();
      List<Integer> codes =
          calls.stream().map(call -> Await.result("the call", call).code()).sorted().toList();
      assertEquals(11, codes.stream().filter(code -> code == REFUSED).count(), codes::toString);
      assertEquals(0, codes.getLast());
    }
  }

  /** Also the tables are new to them. */
  @Test
  void gatewaysThatStartTogetherOpenEachOthersStates() {
    List<CompletableFuture<Gateway>> starts =
        IntStream.range(0, 6)
            .mapToObj(
                n ->
                    CompletableFuture.supplyAsync(() -> gateway(false), Thread::startVirtualThread))
            .toList();
    List<Gateway> started = starts.stream().map(start -> Await.result("the start", start)).toList();
    Set<String> keys = new HashSet<>();
    for (Gateway from : started) {
      String state = from.asks();
      keys.add(keyOf(state));
      started.forEach(to -> to.greets(state));
    }
    assertEquals(1, keys.size(), keys::toString);
  }

  @Test
  void keysRotateAndAGatewayThatDoesNotKnowTheNewOneReadsIt() {
    Gateway one = gateway(false);
    String before = one.asks();
    pass("'24' HOUR");
    gateway(false).greets(before);
    pass("'5' MINUTE");
    Gateway two = gateway(false);
    String after = two.asks();
    assertFalse(keyOf(before).equals(keyOf(after)), after);
    one.greets(after);
    two.greets(before);
    assertEquals(keyOf(after), keyOf(one.asks()));
    pass("'24' HOUR");
    gateway(false);
    gateway(false).refuses(REFUSED, before);
  }

  @Test
  void whileTheDatabaseIsDownKeysInMemoryServe() {
    Gateway one = gateway(false);
    Gateway two = gateway(false);
    Gateway careful = gateway(true);
    String consent = careful.asks();
    Postgres.stop();
    try {
      String state = one.asks();
      two.greets(state);
      two.refuses(REFUSED, state.replace(keyOf(state), "AAAAAAAAAAAA"));
      Told told = careful.answer(consent);
      assertEquals(UNAVAILABLE, told.code());
      assertTrue(told.message().contains("Send the same request again"), told.message());
    } finally {
      Postgres.start();
    }
    Await.until("the store", () -> isBack(careful.store()));
    careful.greets(consent);
    careful.refuses(REFUSED, consent);
  }

  private static boolean isBack(Store store) {
    try {
      store.tryToWrite();
      return true;
    } catch (RuntimeException notYet) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStateOfTheEarlierVersionHoldsAfterTheUpgradeUnlessItServesOnce(boolean once)
      throws Exception {
    Path upgraded = Files.createDirectories(folder.resolve("upgraded"));
    Path file = upgraded.resolve("state.key");
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) 5);
    Files.write(file, key);
    Gateway one = gateway(once, upgraded);
    Gateway two = gateway(once, folder);
    String payload = one.asks().split("\\.")[2];
    if (once) {
      // The ticket of an earlier version names its process.
      String json = new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8);
      payload =
          encode(json.replaceFirst("\"use\":\"", "$0process.").getBytes(StandardCharsets.UTF_8));
    }
    String state = "v1." + payload;
    state += "." + encode(mac(key, state));
    if (once) {
      one.refuses(REFUSED, state);
      two.refuses(REFUSED, state);
    } else {
      one.greets(state);
      two.greets(state);
    }
    assertArrayEquals(key, Files.readAllBytes(file));
  }

  @Test
  void theDataFolderGetsNoKey() throws IOException {
    gateway(false).asks();
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(), files.toList());
    }
  }

  private static byte[] mac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
