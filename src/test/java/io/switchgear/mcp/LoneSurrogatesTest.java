package io.switchgear.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** JSON can spell half of a character; such text comes back as it went. */
class LoneSurrogatesTest {

  private static final String HALF = "\\ud800";

  private final TestClient talk = new TestClient();

  @Test
  void anIdIsEchoed() {
    TestClient.Told told = talk.modern("'" + HALF + "'", "tools/list", TestClient.ENVELOPE, null);
    assertEquals("\ud800", told.body().path("id").asText());
    assertEquals(
        "\ud800",
        talk.modern("'" + HALF + "'", "x", TestClient.ENVELOPE, null).body().path("id").asText());
  }

  @Test
  void aToolsTextIsAnswered() {
    TestClient.Told told =
        talk.modern(
            "1",
            "tools/call",
            "'name':'echo','arguments':{'text':'a" + HALF + "b'}," + TestClient.ENVELOPE,
            "echo");
    assertEquals("a\ud800b", told.result().at("/structuredContent/echo").asText());
  }
}
