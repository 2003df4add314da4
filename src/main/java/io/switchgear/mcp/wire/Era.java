package io.switchgear.mcp.wire;

/** The two generations of the protocol, in the specification's own terms. */
public enum Era {
  /** Metadata in every request, no sessions: 2026-07-28. */
  MODERN,
  /** {@code initialize}, then a session: 2024-11-05 to 2025-11-25. */
  LEGACY
}
