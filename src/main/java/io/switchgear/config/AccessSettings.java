package io.switchgear.config;

/**
 * Authentication and encryption of the HTTP front.
 *
 * @param auth which callers the server accepts
 * @param tls the server's certificate
 */
public record AccessSettings(@Reload(ReloadKeys.ACCESS) AuthSettings auth, TlsSettings tls) {

  /** No authentication, no encryption. */
  public static final AccessSettings OPEN = new AccessSettings(AuthSettings.NONE, TlsSettings.NONE);
}
