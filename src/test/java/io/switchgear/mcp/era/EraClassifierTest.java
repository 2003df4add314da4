package io.switchgear.mcp.era;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.switchgear.mcp.TestClient;
import io.switchgear.mcp.era.EraClassifier.Route;
import io.switchgear.mcp.wire.ErrorCode;
import io.switchgear.mcp.wire.MessageReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The decision table, row by row. */
class EraClassifierTest {

  private static final String MODERN = "2026-07-28";
  private static final String INITIALIZE =
      "{'jsonrpc':'2.0','id':1,'method':'initialize','params':{%s}}";
  private static final String LIST = "{'jsonrpc':'2.0','id':1,'method':'tools/list','params':{%s}}";

  private static Route classify(String version, String body) {
    return EraClassifier.classify(
        MessageReader.read(TestClient.bytes(body)), TestClient.head(version, null, null, null));
  }

  private static void refused(ErrorCode code, Route leg) {
    Route.Refused refused = assertInstanceOf(Route.Refused.class, leg);
    assertEquals(code, refused.refusal().code());
    assertEquals(400, refused.refusal().status());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "[1]",
        "[{'jsonrpc':'2.0','method':'x'},{}]",
        "[[]]",
        "[{'jsonrpc':'2.0','id':1,'method':'tools/list','params':{'_meta':"
            + "{'io.modelcontextprotocol/protocolVersion':'2025-03-26'}}}]",
        "[{'jsonrpc':'2.0','method':'n','params':{'_meta':"
            + "{'io.modelcontextprotocol/protocolVersion':1}}}]"
      })
  void arrayWithClaimOrEmptyOrInvalidIsRefused(String array) {
    refused(ErrorCode.INVALID_REQUEST, classify(null, array));
  }

  @Test
  void arrayOfLegacyMessagesIsLegacy() {
    String array = "[{'jsonrpc':'2.0','id':1,'method':'ping'}]";
    assertInstanceOf(Route.LegacyBatch.class, classify(null, array));
    assertInstanceOf(Route.LegacyBatch.class, classify("2025-03-26", array));
    refused(ErrorCode.INVALID_REQUEST, classify(MODERN, array));
  }

  @Test
  void postedResponseIsLegacyUnlessTheHeaderIsModern() {
    String response = "{'jsonrpc':'2.0','id':1,'result':{}}";
    assertInstanceOf(Route.Legacy.class, classify(null, response));
    refused(ErrorCode.INVALID_REQUEST, classify(MODERN, response));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "'protocolVersion':'2026-07-28'",
        "'_meta':{'io.modelcontextprotocol/protocolVersion':'2025-11-25',"
            + "'io.modelcontextprotocol/clientCapabilities':{}}",
        "'_meta':{'io.modelcontextprotocol/protocolVersion':'2026-07-28'}",
        "'_meta':{'io.modelcontextprotocol/protocolVersion':5}"
      })
  void initializeWithoutValidModernEnvelopeIsTheHandshake(String params) {
    assertInstanceOf(Route.Handshake.class, classify(null, INITIALIZE.formatted(params)));
    assertInstanceOf(Route.Handshake.class, classify("2025-11-25", INITIALIZE.formatted(params)));
  }

  @Test
  void initializeWithoutEnvelopeUnderModernHeaderIsRefused() {
    refused(ErrorCode.HEADER_MISMATCH, classify(MODERN, INITIALIZE.formatted("")));
  }

  @Test
  void initializeWithValidModernEnvelopeIsModern() {
    assertInstanceOf(
        Route.Modern.class, classify(MODERN, INITIALIZE.formatted(TestClient.ENVELOPE)));
    assertInstanceOf(Route.Modern.class, classify(null, INITIALIZE.formatted(TestClient.ENVELOPE)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"'2026-07-28'", "'2025-11-25'", "'x'", "7", "null", "{}"})
  void theClaimMakesARequestModernWhateverItsValue(String value) {
    String meta = "'_meta':{'io.modelcontextprotocol/protocolVersion':" + value + "}";
    assertInstanceOf(Route.Modern.class, classify(null, LIST.formatted(meta)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-07-28", "2026-07-29", "2031-01-01"})
  void requestWithoutClaimUnderModernHeaderIsModern(String header) {
    assertInstanceOf(Route.Modern.class, classify(header, LIST.formatted("")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2025-11-25", "2024-11-05", "2026-07-27", "nonsense", "9999", ""})
  void requestWithoutClaimUnderOtherHeaderIsLegacy(String header) {
    assertInstanceOf(Route.Legacy.class, classify(header, LIST.formatted("")));
    assertInstanceOf(Route.Legacy.class, classify(null, LIST.formatted("")));
  }

  @Test
  void otherKeysOfTheEnvelopeClaimNothing() {
    String meta = "'_meta':{'io.modelcontextprotocol/clientCapabilities':{},'progressToken':1}";
    assertInstanceOf(Route.Legacy.class, classify(null, LIST.formatted(meta)));
  }

  @Test
  void notificationFollowsTheHeaderUnlessItClaims() {
    String plain = "{'jsonrpc':'2.0','method':'notifications/cancelled'}";
    assertInstanceOf(Route.ModernNotification.class, classify(MODERN, plain));
    assertInstanceOf(Route.Legacy.class, classify(null, plain));
    assertInstanceOf(Route.Legacy.class, classify("2025-06-18", plain));
    String claiming = "{'jsonrpc':'2.0','method':'n','params':{" + TestClient.ENVELOPE + "}}";
    assertInstanceOf(Route.ModernNotification.class, classify(null, claiming));
  }
}
