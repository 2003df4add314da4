package io.switchgear.mcp.wire;

/** How long a client may keep a result; modern results of some kinds say so. */
public enum CacheHint {
  /** The result is of a kind that has no hints. */
  NONE,
  /** The result is outdated as soon as it is read. */
  DO_NOT_KEEP,
  /** The result changes rarely. */
  KEEP_A_WHILE
}
