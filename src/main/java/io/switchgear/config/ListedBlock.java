package io.switchgear.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.lang.reflect.RecordComponent;
import java.util.Optional;

/**
 * One block of a list.
 *
 * @param path full name, such as {@code switchgear.alerts.rules[0]}
 * @param source where the whole list came from, if it came as one text whose own lines mean nothing
 */
record ListedBlock(ConfigObject values, String path, Optional<String> source) implements KeyBlock {

  @Override
  public String keyOf(RecordComponent component) {
    return KeyNames.of(component);
  }

  @Override
  public ConfigValue given(String key) {
    return values.get(key);
  }

  @Override
  public ConfigValue fallback(String key, Setting how) {
    if (how == null) {
      return null;
    }
    if (!how.absentAs().isEmpty()) {
      return values.get(how.absentAs());
    }
    return how.absent().isEmpty()
        ? null
        : ConfigFactory.parseString("value = " + how.absent()).root().get("value");
  }

  @Override
  public ListedBlock below(String key) {
    return new ListedBlock((ConfigObject) values.get(key), path(key), source);
  }

  @Override
  public String path(String key) {
    return path + "." + key;
  }

  @Override
  public String where(String key) {
    ConfigValue value = values.get(key);
    return value == null ? where() : source.orElseGet(() -> Origins.shown(value.origin()));
  }

  @Override
  public String where() {
    return source.orElseGet(() -> Origins.shown(values.origin()));
  }

  @Override
  public boolean isListed() {
    return true;
  }
}
