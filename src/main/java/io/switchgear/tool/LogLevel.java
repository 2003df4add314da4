package io.switchgear.tool;

/**
 * Severities of the log messages of a call that are sent to its client, lowest first (RFC 5424).
 */
public enum LogLevel {
  DEBUG,
  INFO,
  NOTICE,
  WARNING,
  ERROR,
  CRITICAL,
  ALERT,
  EMERGENCY
}
