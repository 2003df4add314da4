package io.switchgear.config;

import java.time.Duration;

/**
 * How the server notices that the configuration file has changed.
 *
 * @param watch whether the file is watched
 * @param debounce how long its folder must be quiet after a change, 10 ms to 60 s
 */
public record ReloadSettings(boolean watch, Duration debounce) {

  public ReloadSettings {
    new Check().range("debounce", debounce, Duration.ofMillis(10), Duration.ofSeconds(60)).done();
  }
}
