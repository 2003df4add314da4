package io.switchgear.metrics;

import java.time.Instant;
import java.util.Map;

/**
 * All figures of one moment.
 *
 * @param id counts up from 1; 0 if it is not kept
 * @param tools by name
 */
record Snapshot(
    long id, Instant at, String reason, SystemFigures system, Map<String, ToolFigures> tools) {}
