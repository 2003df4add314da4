package io.switchgear.mcp.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.mcp.exchange.MethodResult;
import io.switchgear.mcp.exchange.RequestContext;
import io.switchgear.mcp.wire.ErrorCode;
import io.switchgear.mcp.wire.Refusal;
import io.switchgear.mcp.wire.ServerNotification.SubscriptionsAcknowledged;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code subscriptions/listen}: a stream of the changes that a modern client subscribes to. */
final class SubscriptionsListen implements Method {

  static final MethodType TYPE =
      new MethodType(
          "subscriptions/listen",
          RequiredPermission.RESOURCES,
          MethodType.MODERN,
          parts ->
              Optional.of(new SubscriptionsListen(parts.offer().changes(), parts.subscriptions())));

  private static final int MAX_ADDRESSES = 1_000;

  /** A flag of the request, and the changes that it subscribes to. */
  private record ListFlag(String name, CatalogChange.Kind kind) {}

  private static final List<ListFlag> FLAGS =
      List.of(
          new ListFlag("toolsListChanged", CatalogChange.Kind.TOOLS),
          new ListFlag("promptsListChanged", CatalogChange.Kind.PROMPTS),
          new ListFlag("resourcesListChanged", CatalogChange.Kind.RESOURCES));

  private final Set<CatalogChange.Kind> told;
  private final Subscriptions subscriptions;

  /**
   * @param told the kinds of change that the server publishes; a client gets no others
   */
  SubscriptionsListen(Set<CatalogChange.Kind> told, Subscriptions subscriptions) {
    this.told = Set.copyOf(told);
    this.subscriptions = subscriptions;
  }

  @Override
  public MethodResult answer(RequestContext context, ObjectNode params) {
    JsonNode wishes = params.path("notifications");
    JsonNode addresses = wishes.path("resourceSubscriptions");
    if (!wishes.isObject() || !areFlags(wishes) || !areAddresses(addresses)) {
      return MethodResult.invalidParams(
          "params.notifications must be an object that lists the changes to report:"
              + " toolsListChanged, promptsListChanged, resourcesListChanged (booleans),"
              + " resourceSubscriptions (up to %d addresses, which are strings)"
                  .formatted(MAX_ADDRESSES));
    }
    if (subscriptions.isFull()) {
      return new MethodResult.Failure(
          Refusal.inBand(
              ErrorCode.INTERNAL_ERROR,
              "Subscription limit reached: %d streams are open here; close one, or try again later"
                  .formatted(subscriptions.max())));
    }
    List<String> lists = new ArrayList<>();
    EnumSet<CatalogChange.Kind> kinds = EnumSet.noneOf(CatalogChange.Kind.class);
    for (ListFlag flag : FLAGS) {
      if (wishes.path(flag.name()).asBoolean() && told.contains(flag.kind())) {
        lists.add(flag.name());
        kinds.add(flag.kind());
      }
    }
    Optional<List<String>> watched =
        !addresses.isEmpty() && told.contains(CatalogChange.Kind.RESOURCE)
            ? Optional.of(addresses.valueStream().map(JsonNode::asText).toList())
            : Optional.empty();
    return subscriptions.open(
        new SubscriptionsAcknowledged(context.id(), lists, watched),
        kinds,
        new HashSet<>(watched.orElse(List.of())));
  }

  private static boolean areFlags(JsonNode wishes) {
    return FLAGS.stream()
        .map(ListFlag::name)
        .flatMap(name -> Stream.ofNullable(wishes.get(name)))
        .allMatch(flag -> flag.isBoolean() || flag.isNull());
  }

  private static boolean areAddresses(JsonNode addresses) {
    if (addresses.isMissingNode()) {
      return true;
    }
    return addresses.isArray()
        && addresses.size() <= MAX_ADDRESSES
        && addresses.valueStream().allMatch(JsonNode::isTextual);
  }
}
