package io.switchgear.mcp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One mutated request. The same seed gives the same request, but for what the server it goes to has
 * handed out: ids of sessions and events, and states.
 *
 * @param headers the protocol's, in order, by name and value; names may repeat
 */
public record FuzzCase(
    long seed, String verb, List<Map.Entry<String, String>> headers, byte[] body) {

  /**
   * What a server has handed out, for requests that refer to it.
   *
   * @param session of the latest legacy version
   * @param batching session of the version that has batches
   * @param state of a question
   */
  public record Given(String session, String batching, String state) {}

  /** The request of that seed, for a server that has given these things. */
  public static FuzzCase of(long seed, Given given) {
    return new Making(seed, given).make();
  }

  public boolean isPost() {
    return verb.equals("POST");
  }

  /** The values of a header, joined as RFC 9110 says; null if there is none. */
  String header(String name) {
    return headers.stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .map(header -> header.getValue().strip())
        .reduce((before, more) -> before + ", " + more)
        .orElse(null);
  }

  @Override
  public String toString() {
    String text = new String(body, StandardCharsets.UTF_8);
    return "case %d: %s %s %s; again by -Dfuzz.seed=%d"
        .formatted(
            seed,
            verb,
            headers,
            text.length() > 3_000 ? text.substring(0, 3_000) + "… " + body.length : text,
            seed);
  }

  /** The choices of one case. */
  private static final class Making {
    private final long seed;
    private final Random random;
    private final Given given;
    private final List<Map.Entry<String, String>> headers = new ArrayList<>();

    Making(long seed, Given given) {
      this.seed = seed;
      this.random = new Random(seed);
      this.given = given;
    }

    FuzzCase make() {
      int kind = random.nextInt(20);
      if (kind == 0) {
        return bare();
      }
      byte[] body =
          switch (kind) {
            case 1 -> batch();
            case 2, 3 -> response();
            default -> request(random.nextBoolean());
          };
      for (int times = random.nextInt(3); times > 0 && random.nextBoolean(); times--) {
        mutateHeaders();
      }
      return new FuzzCase(seed, "POST", List.copyOf(headers), mutated(body));
    }

    /** A request without a body. */
    private FuzzCase bare() {
      put("Mcp-Session-Id", random.nextInt(3) == 0 ? pick(FuzzStrings.VALUES) : given.session());
      if (random.nextBoolean()) {
        put("Last-Event-ID", pick(FuzzStrings.VALUES));
      }
      put("Accept", "text/event-stream");
      if (random.nextInt(3) == 0) {
        mutateHeaders();
      }
      // A session that is ended is of no use to those that come after.
      boolean ends = !given.session().equals(header("Mcp-Session-Id")) && random.nextBoolean();
      String verb = ends ? "DELETE" : pick(List.of("GET", "GET", "GET", "PUT", "HEAD"));
      return new FuzzCase(seed, verb, List.copyOf(headers), new byte[0]);
    }

    private String header(String name) {
      return headers.stream()
          .filter(header -> header.getKey().equals(name))
          .map(Map.Entry::getValue)
          .findFirst()
          .orElse("");
    }

    private byte[] request(boolean modern) {
      List<String> request = pick(FuzzStrings.REQUESTS);
      String meta =
          modern
              ? FuzzStrings.META
              : pick(List.of("'_meta':{}", "'_meta':{'progressToken':5}", ""));
      String method = request.get(0);
      if (modern) {
        put("MCP-Protocol-Version", "2026-07-28");
        put("Mcp-Method", method);
        if (!request.get(2).isEmpty()) {
          put("Mcp-Name", request.get(2));
        }
        if (request.get(1).contains("'word'")) {
          put("Mcp-Param-Word", "Hi");
        }
      } else if (!method.equals("initialize")) {
        put("Mcp-Session-Id", given.session());
      }
      if (random.nextBoolean()) {
        put("Accept", "application/json, text/event-stream");
      }
      return bytes(message(request, meta));
    }

    private String message(List<String> request, String meta) {
      String params = request.get(1).replace("%STATE%", state());
      String all = params + (params.isEmpty() || meta.isEmpty() ? "" : ",") + meta;
      String id =
          request.get(0).startsWith("notifications/")
              ? ""
              : "'id':" + (random.nextInt(3) == 0 ? pick(FuzzStrings.IDS) : random.nextInt()) + ",";
      return "{'jsonrpc':'2.0',%s'method':'%s','params':{%s}}".formatted(id, request.get(0), all);
    }

    private String state() {
      String state = given.state();
      int at = random.nextInt(state.length());
      return switch (random.nextInt(5)) {
        case 0 -> state.substring(0, at);
        case 1 -> state.substring(0, at) + "A" + state.substring(at + 1);
        case 2 -> "v1.." + state.substring(at);
        default -> state;
      };
    }

    private byte[] batch() {
      put("Mcp-Session-Id", random.nextInt(4) == 0 ? given.session() : given.batching());
      List<String> messages = new ArrayList<>();
      for (int size = random.nextInt(random.nextInt(20) == 0 ? 110 : 5); size >= 0; size--) {
        messages.add(
            message(pick(FuzzStrings.REQUESTS), random.nextInt(9) == 0 ? FuzzStrings.META : ""));
      }
      return bytes("[" + String.join(",", messages) + "]");
    }

    /** An answer to a question of the server's, which it has hardly asked. */
    private byte[] response() {
      put("Mcp-Session-Id", given.session());
      String answer =
          pick(
              List.of(
                  "'result':{'action':'accept','content':{'name':'Ada'}}",
                  "'result':5",
                  "'error':{'code':1,'message':'no'}",
                  "'result':{},'error':{}"));
      return bytes("{'jsonrpc':'2.0','id':'ask-%d',%s}".formatted(random.nextInt(3), answer));
    }

    private void mutateHeaders() {
      int at = headers.isEmpty() ? 0 : random.nextInt(headers.size());
      switch (random.nextInt(5)) {
        case 0 -> put(pick(FuzzStrings.NAMES), pick(FuzzStrings.VALUES));
        case 1 -> put(pick(FuzzStrings.NAMES), "x".repeat(1 + random.nextInt(2_000)));
        case 2 -> headers.add(at, Map.entry(pick(FuzzStrings.NAMES), given.session()));
        case 3 -> {
          if (!headers.isEmpty()) {
            headers.remove(at);
          }
        }
        default -> {
          if (!headers.isEmpty()) {
            headers.set(at, Map.entry(headers.get(at).getKey(), pick(FuzzStrings.VALUES)));
          }
        }
      }
    }

    private byte[] mutated(byte[] body) {
      byte[] bytes = body;
      for (int times = random.nextInt(4); times > 0; times--) {
        int at = random.nextInt(bytes.length);
        int end = Math.min(bytes.length, at + random.nextInt(12));
        bytes =
            switch (random.nextInt(9)) {
              case 0 -> spliced(bytes, at, end, "");
              case 1 -> spliced(bytes, at, at, pick(FuzzStrings.TOKENS));
              case 2 -> spliced(bytes, at, end, pick(FuzzStrings.TOKENS));
              case 3 ->
                  spliced(
                      bytes,
                      end,
                      end,
                      new String(bytes, at, end - at, StandardCharsets.ISO_8859_1));
              case 4 ->
                  spliced(
                      bytes,
                      at,
                      Math.min(bytes.length, at + 1),
                      String.valueOf((char) random.nextInt(0x20, 0x7f)));
              case 5 -> repeatedKey(bytes);
              case 6 -> random.nextInt(8) == 0 ? large(bytes, at) : garbage(bytes, at);
              case 7 -> inString(bytes);
              default -> garbage(bytes, at);
            };
        if (bytes.length == 0) {
          bytes = new byte[] {' '};
        }
      }
      return bytes;
    }

    /** Some bytes that may be no UTF-8. */
    private byte[] garbage(byte[] bytes, int at) {
      byte[] changed = bytes.clone();
      for (int i = at; i < Math.min(changed.length, at + 1 + random.nextInt(4)); i++) {
        changed[i] = (byte) random.nextInt(256);
      }
      return changed;
    }

    private byte[] repeatedKey(byte[] bytes) {
      return spliced(bytes, 1, 1, pick(List.of("'id':1,", "'method':'ping',", "'params':{},")));
    }

    private byte[] large(byte[] bytes, int at) {
      int many = 1 + random.nextInt(20_000);
      return spliced(
          bytes, at, at, pick(List.of("[", "{'a':", "9", "x", "\\u0041", "[],", " ")).repeat(many));
    }

    /** Puts a token right behind a quotation mark, where the JSON stays whole. */
    private byte[] inString(byte[] bytes) {
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      int quote = text.indexOf('"', random.nextInt(text.length()));
      return quote < 0 ? bytes : spliced(bytes, quote + 1, quote + 1, pick(FuzzStrings.TOKENS));
    }

    private static byte[] spliced(byte[] bytes, int from, int to, String middle) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(Arrays.copyOfRange(bytes, 0, from));
      out.writeBytes(bytes(middle));
      out.writeBytes(Arrays.copyOfRange(bytes, to, bytes.length));
      return out.toByteArray();
    }

    private static byte[] bytes(String json) {
      return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private void put(String name, String value) {
      headers.add(Map.entry(name, value));
    }

    private <T> T pick(List<T> from) {
      return from.get(random.nextInt(from.size()));
    }
  }
}
