package io.switchgear.config;

import java.time.Duration;

/**
 * How changes of the file are noticed.
 *
 * @param watch whether the file is watched
 * @param debounce how long its folder must be quiet first, 10 ms to 60 s
 */
public record ReloadSettings(boolean watch, Duration debounce) {
  public ReloadSettings {
    new Check("switchgear.reload")
        .range("debounce", debounce, Duration.ofMillis(10), Duration.ofSeconds(60))
        .done();
  }
}
