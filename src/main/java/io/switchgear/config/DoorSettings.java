package io.switchgear.config;

/**
 * Authentication and encryption of the HTTP front.
 *
 * @param auth which callers the server accepts
 * @param tls the server's certificate
 */
public record DoorSettings(@Reload(ReloadKeys.DOOR) AuthSettings auth, TlsSettings tls) {

  /** No authentication, no encryption. */
  public static final DoorSettings OPEN = new DoorSettings(AuthSettings.NONE, TlsSettings.NONE);
}
