package io.switchgear.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.switchgear.http.RawHttp.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Mutated requests: none is answered 5xx, none hangs, each that has an id is answered with it. */
class FuzzTest {

  private static final int REQUESTS = 2_000;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final List<String> BODIES =
      List.of(
          "{'jsonrpc':'2.0','id':%s,'method':'tools/list','params':{%s}}",
          "{'jsonrpc':'2.0','id':%s,'method':'server/discover','params':{%s}}",
          "{'jsonrpc':'2.0','id':%s,'method':'initialize','params':"
              + "{'protocolVersion':'2025-06-18','capabilities':{},%s}}",
          "{'jsonrpc':'2.0','id':%s,'method':'ping','params':{%s}}",
          "{'jsonrpc':'2.0','id':%s,'method':'tools/call','params':"
              + "{'name':'echo','arguments':{'text':'x','count':3},%s}}",
          "{'jsonrpc':'2.0','id':%s,'method':'tools/call','params':{'name':'failed',%s}}");

  private static final List<String> TOKENS =
      List.of(
          "null",
          "true",
          "{}",
          "[]",
          "''",
          "-1",
          "1e400",
          "0.1",
          "\\u0000",
          "\\ud800",
          "}",
          "{",
          "[",
          "]",
          ",",
          ":",
          "'",
          "'_meta':5,",
          "'id':null",
          "2025-06-18",
          "tools/call",
          "\\",
          "99999999999999999999999",
          "'params':[]",
          "ünïcödé",
          "\u0007");

  private static final List<String> HEADERS =
      List.of(
          "",
          "MCP-Protocol-Version: 2026-07-28\r\n",
          "MCP-Protocol-Version: 2025-06-18\r\n",
          "MCP-Protocol-Version: \r\n",
          "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/list\r\n",
          "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: echo\r\n",
          "Mcp-Name: =?base64?????=\r\nMcp-Method: x\r\n",
          "Mcp-Session-Id: \u00ff\r\n",
          "Mcp-Session-Id: %s\r\n",
          "Mcp-Method: tools/list\r\nMcp-Method: tools/list\r\n",
          "Accept: nonsense\r\n",
          "Expect: 100-continue\r\n");

  @Test
  void noRequestBreaksTheServer() throws IOException {
    long seed = System.nanoTime();
    System.out.println("FuzzTest seed " + seed);
    Random random = new Random(seed);
    try (FrontFixture fixture = new FrontFixture()) {
      String session = session(fixture);
      RawHttp http = new RawHttp(fixture.port());
      for (int i = 0; i < REQUESTS; i++) {
        String body = body(random);
        String headers = pick(random, HEADERS).replace("%s", session);
        Response response = http.post(headers, body).response();
        if (response.status() == 100) {
          response = http.response();
        }
        check(body.replace('\'', '"'), response);
        if ("close".equals(response.headers().get("connection"))) {
          http.close();
          http = new RawHttp(fixture.port());
        }
      }
      assertEquals(200, http.call("1", "a_text", "").response().status());
      http.close();
    }
  }

  private static String session(FrontFixture fixture) throws IOException {
    try (RawHttp http = new RawHttp(fixture.port())) {
      return http.post("", BODIES.get(2).formatted("1", "'x':1"))
          .response()
          .headers()
          .get("mcp-session-id");
    }
  }

  private static String body(Random random) {
    String id = random.nextInt(4) == 0 ? "'id-" + random.nextInt(100) + "'" : "" + random.nextInt();
    String meta = random.nextBoolean() ? RawHttp.ENVELOPE : "'x':1";
    StringBuilder body = new StringBuilder(pick(random, BODIES).formatted(id, meta));
    for (int mutations = random.nextInt(4); mutations > 0; mutations--) {
      int at = random.nextInt(body.length());
      int end = Math.min(body.length(), at + random.nextInt(12));
      switch (random.nextInt(5)) {
        case 0 -> body.delete(at, end);
        case 1 -> body.insert(at, pick(random, TOKENS));
        case 2 -> body.replace(at, end, pick(random, TOKENS));
        case 3 -> body.insert(at, body.substring(at, end));
        default -> body.setCharAt(at, (char) random.nextInt(0x20, 0x7f));
      }
      if (body.isEmpty()) {
        body.append(' ');
      }
    }
    return body.toString();
  }

  private static void check(String body, Response response) throws IOException {
    assertTrue(response.status() < 500, () -> response.status() + " for " + body);
    Optional<JsonNode> id = requestId(body);
    if (response.status() == 202 || response.status() == 403 || response.status() == 415) {
      return;
    }
    JsonNode answer = MAPPER.readTree(response.body());
    List<JsonNode> answers = new ArrayList<>();
    (answer.isArray() ? answer : List.of(answer)).forEach(answers::add);
    for (JsonNode one : answers) {
      assertEquals("2.0", one.path("jsonrpc").asText(), body);
      assertTrue(one.has("result") != one.has("error"), body);
    }
    id.ifPresent(sent -> assertEquals(sent, answer.get("id"), body));
  }

  /** The id that a strict reader would take the body to have. */
  private static Optional<JsonNode> requestId(String body) {
    try {
      JsonNode root =
          MAPPER
              .reader(
                  DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                  DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
              .readTree(body);
      return Optional.ofNullable(root.get("id"))
          .filter(id -> root.has("method"))
          .filter(id -> id.isTextual() || id.isIntegralNumber());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String pick(Random random, List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
