package io.switchgear.config;

/**
 * A key whose value has changed. Secrets are not shown.
 *
 * @param key full name
 * @param from in HOCON on one line; empty if there was none
 * @param to empty if it was removed
 */
public record SettingChange(String key, String from, String to) {}
