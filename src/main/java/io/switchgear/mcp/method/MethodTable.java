package io.switchgear.mcp.method;

import io.switchgear.mcp.wire.Era;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The methods that a server offers, by era and name. */
public final class MethodTable {

  /** Every method of the protocol that this server knows; a new method is one line here. */
  static final List<MethodType> ALL =
      List.of(
          Initialize.TYPE,
          Ping.TYPE,
          ServerDiscover.TYPE,
          ToolsList.TYPE,
          ToolsCall.TYPE,
          ResourcesList.TYPE,
          ResourcesList.TEMPLATES,
          ResourcesRead.TYPE,
          ResourcesSubscribe.TYPE,
          ResourcesSubscribe.END,
          PromptsList.TYPE,
          PromptsGet.TYPE,
          CompletionComplete.TYPE,
          LoggingSetLevel.TYPE,
          SubscriptionsListen.TYPE,
          TasksGet.TYPE,
          TasksUpdate.TYPE,
          TasksCancel.TYPE);

  private static final Map<String, MethodType> BY_NAME =
      ALL.stream().collect(Collectors.toUnmodifiableMap(MethodType::name, Function.identity()));

  /** A method that this server offers. */
  public record Offered(MethodType type, Method method) {}

  /** In the order of the names. */
  private final Map<Era, Map<String, Offered>> offered = new EnumMap<>(Era.class);

  public MethodTable(MethodParts parts) {
    for (Era era : Era.values()) {
      offered.put(era, new TreeMap<>());
    }
    for (MethodType type : ALL) {
      Optional<Method> made = type.factory().make(parts);
      made.ifPresent(
          method ->
              type.eras()
                  .forEach(era -> offered.get(era).put(type.name(), new Offered(type, method))));
    }
  }

  /** The declaration of a method, whether or not this server offers the method. */
  public static Optional<MethodType> type(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  public Optional<Offered> find(Era era, String name) {
    return Optional.ofNullable(offered.get(era).get(name));
  }

  /** The names of the methods that this server offers in the era. */
  public Collection<String> names(Era era) {
    return offered.get(era).keySet();
  }
}
