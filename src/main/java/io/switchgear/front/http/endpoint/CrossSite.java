package io.switchgear.front.http.endpoint;

/**
 * Whether a page of another site may have the browser ask without naming the page's origin. With an
 * origin, the allowed origins decide.
 */
public enum CrossSite {
  /** No. */
  REFUSED,
  /** Only by a link that a person follows, as links to the dashboard stand in chats and wikis. */
  LINK
}
