package io.switchgear.front.http.endpoint;

/**
 * Whether a browser may send a cross-site request without an Origin header (Fetch Metadata). With
 * an Origin header, the allowed origins decide.
 */
public enum CrossSite {
  /** Cross-site requests are refused. */
  REFUSED,
  /** Only top-level navigation is allowed, because chats and wikis link to the dashboard. */
  LINK
}
