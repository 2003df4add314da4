package io.switchgear.config;

/**
 * Who may come in, and how they are spoken to.
 *
 * @param auth whom the server knows
 * @param tls whether, and as whom, it shows itself
 */
public record DoorSettings(AuthSettings auth, TlsSettings tls) {

  /** Everybody, in the clear. */
  public static final DoorSettings OPEN = new DoorSettings(AuthSettings.NONE, TlsSettings.NONE);
}
