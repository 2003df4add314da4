package io.switchgear.mcp.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.wire.ErrorCode;
import io.switchgear.mcp.wire.Json;
import io.switchgear.mcp.wire.Refusal;
import io.switchgear.tool.UntrustedText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * {@code requestState}: the state of a request that asked its client, carried by the client. It is
 * readable but not forgeable: {@code v1.payload.mac}, both base64url, the MAC HMAC-SHA256 over the
 * payload. It is valid for one principal, one method, the same parameters, and {@link #LIFETIME}; a
 * state for a single use is valid once, and only in the process that issued it, because other
 * processes do not know which states are used.
 */
public final class RequestState {

  public static final Duration LIFETIME = Duration.ofMinutes(10);

  /** Bytes of a key, at least. */
  public static final int KEY_BYTES = 32;

  private static final String VERSION = "v1";
  private static final String MAC = "HmacSHA256";

  /** Parameters that change from round to round, or that only say how to answer. */
  private static final List<String> NOT_THE_REQUEST =
      List.of("_meta", "inputResponses", "requestState");

  /**
   * @param state content of the tool that asks
   * @param asked keys of the questions
   * @param answers of earlier rounds, by key
   * @param singleUse whether it can be redeemed only once
   */
  record Content(
      ObjectNode state, Set<String> asked, Map<String, ObjectNode> answers, boolean singleUse) {}

  private final SecretKeySpec key;
  private final InstantSource clock;
  private final UsedTickets used;

  /**
   * @param key at least {@value #KEY_BYTES} bytes
   */
  public RequestState(byte[] key, InstantSource clock) {
    if (key.length < KEY_BYTES) {
      throw new IllegalArgumentException(
          "the key of request states has %d bytes; it needs at least %d"
              .formatted(key.length, KEY_BYTES));
    }
    this.key = new SecretKeySpec(key, MAC);
    this.clock = clock;
    this.used = new UsedTickets(clock);
  }

  /** A new key. */
  public static byte[] randomKey() {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return key;
  }

  /**
   * @param request as {@link #digest} has it
   */
  String issue(String principal, String request, Content content) {
    ObjectNode payload =
        Json.object()
            .put("principal", principal)
            .put("expires", clock.instant().plus(LIFETIME).toEpochMilli())
            .put("request", request);
    if (content.singleUse()) {
      payload.put("use", used.ticket());
    }
    payload.set("state", content.state());
    ArrayNode asked = payload.putArray("asked");
    content.asked().forEach(asked::add);
    ObjectNode answers = payload.putObject("answers");
    content.answers().forEach(answers::set);
    String signed = VERSION + "." + encode(Json.bytes(payload));
    return signed + "." + encode(mac(signed));
  }

  /**
   * The content, if this server issued the state for this request of this principal, and it is
   * neither expired nor used. Redeeming a state for a single use marks it as used.
   */
  Optional<Content> redeem(String token, String principal, String request) {
    int dot = token.lastIndexOf('.');
    if (dot < 0 || !token.startsWith(VERSION + ".")) {
      return Optional.empty();
    }
    String signed = token.substring(0, dot);
    String expected = encode(mac(signed));
    if (!MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8),
        token.substring(dot + 1).getBytes(StandardCharsets.UTF_8))) {
      return Optional.empty();
    }
    JsonNode payload = payload(signed.substring(VERSION.length() + 1));
    boolean holds =
        payload.path("principal").asText().equals(principal)
            && payload.path("expires").asLong() > clock.millis()
            && payload.path("request").asText().equals(request)
            && (!payload.has("use")
                || used.redeem(
                    payload.path("use").asText(),
                    Instant.ofEpochMilli(payload.path("expires").asLong())));
    return holds ? Optional.of(content(payload)) : Optional.empty();
  }

  static Refusal refusal() {
    return Refusal.inBand(
        ErrorCode.INVALID_PARAMS,
        "Invalid params: requestState is not one that this server gave for this request, or it has"
            + " been used, or it is older than %d minutes; send the request again without requestState"
                .formatted(LIFETIME.toMinutes()));
  }

  /** Reads a payload that was signed here, so its shape is known. */
  private static Content content(JsonNode payload) {
    Map<String, ObjectNode> answers = new HashMap<>();
    payload
        .path("answers")
        .properties()
        .forEach(each -> answers.put(each.getKey(), (ObjectNode) each.getValue()));
    Set<String> asked = new HashSet<>();
    payload.path("asked").forEach(each -> asked.add(each.asText()));
    return new Content((ObjectNode) payload.path("state"), asked, answers, payload.has("use"));
  }

  private static JsonNode payload(String encoded) {
    try {
      return Json.read(Base64.getUrlDecoder().decode(encoded));
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "a request state signed here is not readable: " + UntrustedText.line(encoded, 100), e);
    }
  }

  private byte[] mac(String signed) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(key);
      return mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK has " + MAC, e);
    }
  }

  /** Digest of the method and its parameters; independent of the order of keys. */
  static String digest(String method, ObjectNode params) {
    Map<String, JsonNode> request = new TreeMap<>();
    params
        .properties()
        .forEach(
            each -> {
              if (!NOT_THE_REQUEST.contains(each.getKey())) {
                request.put(each.getKey(), sorted(each.getValue()));
              }
            });
    ObjectNode body = Json.object();
    request.forEach(body::set);
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(method.getBytes(StandardCharsets.UTF_8));
      sha.update((byte) 0);
      return encode(sha.digest(Json.bytes(body)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static JsonNode sorted(JsonNode node) {
    if (node.isObject()) {
      Map<String, JsonNode> fields = new TreeMap<>();
      node.properties().forEach(each -> fields.put(each.getKey(), sorted(each.getValue())));
      ObjectNode object = Json.object();
      fields.forEach(object::set);
      return object;
    }
    if (node.isArray()) {
      List<JsonNode> elements = new ArrayList<>();
      node.forEach(element -> elements.add(sorted(element)));
      return Json.array().addAll(elements);
    }
    return node;
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
