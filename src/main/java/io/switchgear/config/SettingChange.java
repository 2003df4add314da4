package io.switchgear.config;

/**
 * A key whose value is another one than before; secrets are not shown.
 *
 * @param key full name
 * @param from in HOCON on one line; empty if there was none
 * @param to empty if there is none any more
 */
public record SettingChange(String key, String from, String to) {}
