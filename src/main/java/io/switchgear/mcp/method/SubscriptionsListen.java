package io.switchgear.mcp.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.mcp.exchange.McpEvent;
import io.switchgear.mcp.exchange.MethodResult;
import io.switchgear.mcp.exchange.PendingEvents;
import io.switchgear.mcp.exchange.RequestContext;
import io.switchgear.mcp.wire.CacheHint;
import io.switchgear.mcp.wire.Encoder;
import io.switchgear.mcp.wire.ErrorCode;
import io.switchgear.mcp.wire.Json;
import io.switchgear.mcp.wire.Refusal;
import io.switchgear.tool.ToolRun.StopReason;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** {@code subscriptions/listen}, and who listens; bounded in number. */
public final class SubscriptionsListen implements Method {

  public static final String SUBSCRIPTION_ID = "io.modelcontextprotocol/subscriptionId";

  private static final int MAX_ADDRESSES = 1_000;
  private static final Map<String, CatalogChange.Kind> LISTS =
      Map.of(
          "toolsListChanged", CatalogChange.Kind.TOOLS,
          "promptsListChanged", CatalogChange.Kind.PROMPTS,
          "resourcesListChanged", CatalogChange.Kind.RESOURCES);

  private final Set<CatalogChange.Kind> told;
  private final int max;
  private final Set<Listening> listening = ConcurrentHashMap.newKeySet();

  /**
   * @param told what this server tells of; other wishes are not honoured
   * @param max streams at once
   */
  public SubscriptionsListen(Set<CatalogChange.Kind> told, int max) {
    this.told = Set.copyOf(told);
    this.max = max;
  }

  @Override
  public MethodResult answer(RequestContext context, ObjectNode params) {
    JsonNode wishes = params.path("notifications");
    JsonNode addresses = wishes.path("resourceSubscriptions");
    if (!wishes.isObject() || !areFlags(wishes) || !areAddresses(addresses)) {
      return refused(
          ErrorCode.INVALID_PARAMS,
          "Invalid params: params.notifications must be an object that says what to tell of:"
              + " toolsListChanged, promptsListChanged, resourcesListChanged (booleans),"
              + " resourceSubscriptions (up to %d addresses, which are strings)"
                  .formatted(MAX_ADDRESSES));
    }
    if (listening.size() >= max) {
      return refused(
          ErrorCode.INTERNAL_ERROR,
          "Subscription limit reached: %d streams are open here; close one, or try again later"
              .formatted(max));
    }
    ObjectNode honoured = Json.object();
    EnumSet<CatalogChange.Kind> kinds = EnumSet.noneOf(CatalogChange.Kind.class);
    LISTS.forEach(
        (wish, kind) -> {
          if (wishes.path(wish).asBoolean() && told.contains(kind)) {
            honoured.put(wish, true);
            kinds.add(kind);
          }
        });
    Set<String> watched = new HashSet<>();
    if (!addresses.isEmpty() && told.contains(CatalogChange.Kind.RESOURCE)) {
      ArrayNode kept = honoured.putArray("resourceSubscriptions");
      addresses.forEach(
          address -> {
            kept.add(address.asText());
            watched.add(address.asText());
          });
    }
    return new Listening(context.id(), kinds, watched, honoured);
  }

  private static boolean areFlags(JsonNode wishes) {
    return LISTS.keySet().stream()
        .map(wishes::get)
        .allMatch(flag -> flag == null || flag.isBoolean() || flag.isNull());
  }

  private static boolean areAddresses(JsonNode addresses) {
    if (addresses.isMissingNode()) {
      return true;
    }
    return addresses.isArray()
        && addresses.size() <= MAX_ADDRESSES
        && addresses.valueStream().allMatch(JsonNode::isTextual);
  }

  /** Tells all whom it concerns. */
  public void tell(CatalogChange change) {
    listening.forEach(each -> each.tell(change));
  }

  /** Ends all streams, as the protocol has it: by the answers to their requests. */
  public void endAll() {
    listening.forEach(Listening::end);
  }

  int size() {
    return listening.size();
  }

  private static MethodResult refused(ErrorCode code, String message) {
    return new MethodResult.Failure(Refusal.inBand(code, message));
  }

  /** One stream. */
  private final class Listening implements MethodResult.Running {

    private final JsonNode id;
    private final Set<CatalogChange.Kind> kinds;
    private final Set<String> watched;
    private final PendingEvents notices = new PendingEvents();
    private final CompletableFuture<MethodResult.Ready> ready = new CompletableFuture<>();

    Listening(
        JsonNode id, Set<CatalogChange.Kind> kinds, Set<String> watched, ObjectNode honoured) {
      this.id = id;
      this.kinds = kinds;
      this.watched = watched;
      ObjectNode params = marked();
      params.set("notifications", honoured);
      notices.offer(
          McpEvent.lasting(
              Encoder.notification("notifications/subscriptions/acknowledged", params)));
      listening.add(this);
      ready.whenComplete((answer, unused) -> listening.remove(this));
    }

    @Override
    public CompletionStage<MethodResult.Ready> ready() {
      return ready;
    }

    @Override
    public void listen(Consumer<McpEvent> events) {
      notices.listen(events);
    }

    @Override
    public void stop(StopReason reason) {
      end();
    }

    @Override
    public boolean needsStream() {
      return true;
    }

    public void tell(CatalogChange change) {
      boolean wanted =
          change instanceof CatalogChange.ResourceUpdated updated
              ? watched.contains(updated.uri())
              : kinds.contains(change.kind());
      if (wanted) {
        notices.offer(McpEvent.passing(change.notification(marked())));
      }
    }

    void end() {
      notices.close();
      ready.complete(new MethodResult.Result(marked(), CacheHint.NONE));
    }

    private ObjectNode marked() {
      ObjectNode marked = Json.object();
      marked.putObject("_meta").set(SUBSCRIPTION_ID, id);
      return marked;
    }
  }
}
