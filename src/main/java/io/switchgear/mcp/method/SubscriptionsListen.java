package io.switchgear.mcp.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.mcp.catalog.ResourceCatalog;
import io.switchgear.mcp.exchange.MethodResult;
import io.switchgear.mcp.exchange.RequestContext;
import io.switchgear.mcp.method.Subscriptions.TaskSource;
import io.switchgear.mcp.method.Subscriptions.Wishes;
import io.switchgear.mcp.wire.ErrorCode;
import io.switchgear.mcp.wire.Refusal;
import io.switchgear.mcp.wire.TasksExtension;
import io.switchgear.tool.Caller;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** {@code subscriptions/listen}: a stream of the changes that a modern client subscribes to. */
final class SubscriptionsListen implements Method {

  static final MethodType TYPE =
      new MethodType(
          "subscriptions/listen",
          RequiredPermission.RESOURCES,
          MethodType.MODERN,
          parts -> Optional.of(new SubscriptionsListen(parts)));

  private static final int MAX_ADDRESSES = 1_000;

  /** Each is read when the stream opens. */
  private static final int MAX_TASKS = 100;

  /** A flag of the request, and the changes that it subscribes to. */
  private record ListFlag(String name, CatalogChange.Kind kind) {}

  private static final List<ListFlag> FLAGS =
      List.of(
          new ListFlag("toolsListChanged", CatalogChange.Kind.TOOLS),
          new ListFlag("promptsListChanged", CatalogChange.Kind.PROMPTS),
          new ListFlag("resourcesListChanged", CatalogChange.Kind.RESOURCES));

  private final Set<CatalogChange.Kind> told;
  private final Subscriptions subscriptions;
  private final Optional<TaskSource> tasks;
  private final Optional<ResourceCatalog> resources;

  private SubscriptionsListen(MethodParts parts) {
    this.told = parts.offer().changes();
    this.subscriptions = parts.subscriptions();
    this.resources = parts.offer().resources();
    this.tasks = parts.offer().tasks().map(from -> new TaskSource(from, new TaskResults(parts)));
  }

  @Override
  public MethodResult answer(RequestContext context, ObjectNode params) {
    JsonNode wishes = params.path("notifications");
    JsonNode addresses = wishes.path("resourceSubscriptions");
    JsonNode ids = wishes.path("taskIds");
    if (!wishes.isObject()
        || !areFlags(wishes)
        || !areStrings(addresses, MAX_ADDRESSES)
        || !(ids.isNull() || areStrings(ids, MAX_TASKS))) {
      return MethodResult.invalidParams(
          "params.notifications must be an object that lists the changes to report:"
              + " toolsListChanged, promptsListChanged, resourcesListChanged (booleans),"
              + " resourceSubscriptions (up to %d addresses, which are strings), taskIds (up to %d strings)"
                  .formatted(MAX_ADDRESSES, MAX_TASKS));
    }
    boolean wantsTasks = tasks.isPresent() && !ids.isEmpty();
    if (wantsTasks && !context.client().knowsTasks()) {
      return new MethodResult.Failure(TasksExtension.missing("params.notifications.taskIds"));
    }
    Optional<Refusal> refused =
        wantsTasks
            ? RequiredPermission.RUN.refuse(TYPE.name() + " with taskIds", context.caller())
            : Optional.empty();
    if (refused.isPresent()) {
      return new MethodResult.Failure(refused.get());
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
    return subscriptions.open(
        context,
        new Wishes(
            lists,
            kinds,
            told.contains(CatalogChange.Kind.RESOURCE) ? strings(addresses) : List.of(),
            wantsTasks ? strings(ids) : List.of()),
        tasks.filter(source -> wantsTasks),
        uri -> isWatchable(uri, context.caller()));
  }

  private CompletionStage<Boolean> isWatchable(String uri, Caller caller) {
    return resources
        .map(catalog -> catalog.isWatchable(uri, caller))
        .orElse(CompletableFuture.completedFuture(true));
  }

  private static List<String> strings(JsonNode values) {
    return values.valueStream().map(JsonNode::asText).distinct().toList();
  }

  private static boolean areFlags(JsonNode wishes) {
    return FLAGS.stream()
        .map(ListFlag::name)
        .flatMap(name -> Stream.ofNullable(wishes.get(name)))
        .allMatch(flag -> flag.isBoolean() || flag.isNull());
  }

  private static boolean areStrings(JsonNode values, int max) {
    if (values.isMissingNode()) {
      return true;
    }
    return values.isArray()
        && values.size() <= max
        && values.valueStream().allMatch(JsonNode::isTextual);
  }
}
