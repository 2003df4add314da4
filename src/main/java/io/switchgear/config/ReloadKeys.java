package io.switchgear.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The parts of a running server that apply new settings. The keys of each part are those whose
 * record components have the annotation {@link Reload}; all other keys need a restart.
 */
public enum ReloadKeys {
  ACCESS,
  LIMITS,
  PROTECTION,
  QUORUM,
  TOOLS,
  FALLBACKS,
  TARGETS,
  WEBHOOKS,
  HEALTH,
  METERING,
  LOG,
  /** For a part that has no keys and only reacts to changes of others. */
  NONE;

  private static final Map<ReloadKeys, List<String>> KEYS = collected();

  /** Full names of keys and blocks; a step {@code *} is any one step. */
  public List<String> keys() {
    return Collections.unmodifiableList(KEYS.getOrDefault(this, List.of()));
  }

  /** Whether a running server takes another value of that key. */
  public static boolean cover(String key) {
    return Stream.of(values()).anyMatch(part -> Reloading.covers(part.keys(), key));
  }

  private static Map<ReloadKeys, List<String>> collected() {
    Map<ReloadKeys, List<String>> keys = new EnumMap<>(ReloadKeys.class);
    collect(Settings.class, Settings.ROOT, null, keys);
    return keys;
  }

  private static void collect(
      Class<?> type, String path, ReloadKeys inherited, Map<ReloadKeys, List<String>> keys) {
    for (RecordComponent component : type.getRecordComponents()) {
      Setting how = component.getAnnotation(Setting.class);
      String key = how != null && how.inline() ? path : path + "." + KeyNames.of(component);
      Reload own = component.getAnnotation(Reload.class);
      ReloadKeys part = own == null ? inherited : own.value();
      if (component.getType() == Map.class) {
        ParameterizedType map = (ParameterizedType) component.getGenericType();
        collect((Class<?>) map.getActualTypeArguments()[1], key + ".*", part, keys);
      } else if (component.getType().isRecord() && (part == null || isSplit(component, how))) {
        collect(component.getType(), key, part, keys);
      } else if (part != null) {
        keys.computeIfAbsent(part, none -> new ArrayList<>()).add(key);
      }
    }
  }

  /** Whether the record's block has keys of other records too, so that it is not claimed whole. */
  private static boolean isSplit(RecordComponent component, Setting how) {
    return how != null && (how.inline() || !how.key().isEmpty());
  }
}
