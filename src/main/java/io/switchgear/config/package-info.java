/**
 * Settings as validated records, and the one reader of HOCON. Every default stands in {@code
 * reference.conf}, once.
 */
package io.switchgear.config;
