package io.switchgear.config;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Names of keys: names of record components, in small letters with hyphens. */
final class KeyNames {

  private KeyNames() {}

  /** The key of a component, or the one that its annotation gives. */
  static String of(RecordComponent component) {
    Setting how = component.getAnnotation(Setting.class);
    return how == null || how.key().isEmpty() ? hyphenated(component.getName()) : how.key();
  }

  /** The key that selects this kind of block, where several kinds are allowed. */
  static String ofKind(Class<?> kind) {
    Setting how = kind.getAnnotation(Setting.class);
    return how == null ? hyphenated(kind.getSimpleName()) : how.key();
  }

  /** All keys of a block of a list. */
  static List<String> all(Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .flatMap(
            component ->
                component.getType() == Secret.class
                    ? SecretPlaces.keys(of(component))
                    : Stream.of(of(component)))
        .toList();
  }

  /** {@code maxSessions} is {@code max-sessions}. */
  static String hyphenated(String name) {
    return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }
}
