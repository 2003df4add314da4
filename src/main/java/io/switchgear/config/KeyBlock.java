package io.switchgear.config;

import com.typesafe.config.ConfigValue;
import java.lang.reflect.RecordComponent;

/** The keys that one record is read from. */
sealed interface KeyBlock permits LayeredBlock, ListedBlock {

  /** The key of a component, below this block. */
  String keyOf(RecordComponent component);

  /** The value as it was given; null if the key is missing. */
  ConfigValue given(String key);

  /** The default, for a missing or invalid value; null if there is none. */
  ConfigValue fallback(String key, Setting how);

  /** The block at a key of this block. */
  KeyBlock below(String key);

  /** The full name of the block. */
  String path();

  /** The full name of a key, in the block that it was found in. */
  String path(String key);

  /** File and line, or the source, of a key's value; of the block if the key is missing. */
  String where(String key);

  /** File and line, or the source, of the block. */
  String where();

  /**
   * Whether the block is one of a list. Such a block allows only its own keys, does not accept text
   * for lists, and its values are never shown, because they may be secrets.
   */
  boolean isListed();
}
