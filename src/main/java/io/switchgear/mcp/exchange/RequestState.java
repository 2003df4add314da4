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
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * {@code requestState}: the state of a request that asked its client, carried by the client. It is
 * readable but not forgeable: {@code v2.key.payload.mac}, where {@code key} is the id of a {@link
 * SealingKey}, the others are base64url, and the MAC is over all before it. It is valid for one
 * principal, one method, the same parameters, and {@link #LIFETIME}, at each node that has the key;
 * a state for a single use is valid once.
 */
public final class RequestState {

  public static final Duration LIFETIME = Duration.ofMinutes(10);

  private static final String VERSION = "v2";

  /** As {@link #VERSION}, without the id of the key. */
  private static final String WITHOUT_ID = "v1";

  /** The id of a key that has no others beside it. */
  private static final String ONLY = "only";

  private static final String DOT = ".";
  private static final int MOST_PARTS = 5;

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

  /** What a token is worth. */
  sealed interface Redeemed {
    record Valid(Content content) implements Redeemed {}

    record Refused(Refusal refusal) implements Redeemed {}
  }

  private final SealingKeys keys;
  private final UsedStates used;
  private final InstantSource clock;

  /**
   * @param used of the same nodes as the keys
   */
  public RequestState(SealingKeys keys, UsedStates used, InstantSource clock) {
    this.keys = keys;
    this.used = used;
    this.clock = clock;
  }

  /**
   * With one key. A state for a single use is valid only in the process that issued it.
   *
   * @param secret at least {@value SealingKey#SECRET_BYTES} bytes
   */
  public RequestState(byte[] secret, InstantSource clock) {
    this(SealingKeys.fixed(new SealingKey(ONLY, secret)), new UsedTickets(clock), clock);
  }

  /** A new secret for a key. */
  public static byte[] randomKey() {
    return SealingKey.randomSecret();
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
    SealingKey key = keys.sealing();
    String signed = String.join(DOT, VERSION, key.id(), encode(Json.bytes(payload)));
    return signed + DOT + key.sign(signed);
  }

  /**
   * The content, if a node with the same keys issued the state for this request of this principal,
   * and it is neither expired nor used. Redeeming a state for a single use marks it as used. Never
   * blocks.
   */
  CompletionStage<Redeemed> redeem(String token, String principal, String request) {
    String[] parts = token.split("\\.", MOST_PARTS);
    if (parts.length == 4 && parts[0].equals(VERSION) && SealingKey.isId(parts[1])) {
      return keys.find(parts[1])
          .thenCompose(key -> redeem(parts, key.stream().toList(), principal, request));
    }
    if (parts.length == 3 && parts[0].equals(WITHOUT_ID)) {
      return redeem(parts, keys.opening(), principal, request);
    }
    return refused();
  }

  private CompletionStage<Redeemed> redeem(
      String[] parts, List<SealingKey> candidates, String principal, String request) {
    int last = parts.length - 1;
    String signed = String.join(DOT, List.of(parts).subList(0, last));
    if (candidates.stream().noneMatch(key -> isEqual(key.sign(signed), parts[last]))) {
      return refused();
    }
    JsonNode payload = payload(parts[last - 1]);
    Instant expires = Instant.ofEpochMilli(payload.path("expires").asLong());
    boolean holds =
        payload.path("principal").asText().equals(principal)
            && expires.isAfter(clock.instant())
            && payload.path("request").asText().equals(request);
    if (!holds) {
      return refused();
    }
    Redeemed valid = new Redeemed.Valid(content(payload));
    return payload.has("use")
        ? used.redeem(payload.path("use").asText(), expires).thenApply(use -> redeemed(use, valid))
        : CompletableFuture.completedFuture(valid);
  }

  private static CompletionStage<Redeemed> refused() {
    return CompletableFuture.completedFuture(new Redeemed.Refused(refusal()));
  }

  private static Redeemed redeemed(UsedStates.Use use, Redeemed valid) {
    return switch (use) {
      case FIRST -> valid;
      case REFUSED -> new Redeemed.Refused(refusal());
      case UNKNOWN -> new Redeemed.Refused(unavailable());
    };
  }

  private static boolean isEqual(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  private static Refusal refusal() {
    return Refusal.inBand(
        ErrorCode.INVALID_PARAMS,
        "Invalid params: requestState is not one that this server gave for this request, or it has"
            + " been used, or it is older than %d minutes; send the request again without requestState"
                .formatted(LIFETIME.toMinutes()));
  }

  private static Refusal unavailable() {
    return Refusal.inBand(
        ErrorCode.INTERNAL_ERROR,
        "The answer may be used once, and the server cannot note its use now, because its database"
            + " does not answer. Nothing was run. Send the same request again in a minute");
  }

  /** Reads a payload that was signed by a node, so its shape is known. */
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
          "a signed request state is not readable: " + UntrustedText.line(encoded, 100), e);
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
