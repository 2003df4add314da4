package io.switchgear.front.http.endpoint;

import io.switchgear.tool.Caller.Permission;
import java.util.List;

/** Which callers may use an endpoint. Applies only if the server authenticates its callers. */
public sealed interface Access {

  /** Every caller, also without a token. */
  enum Public implements Access {
    PUBLIC
  }

  /** Callers with this permission. */
  record Needs(Permission permission) implements Access {}

  /**
   * Callers with a token. The MCP message in the body decides which permission is needed.
   *
   * @param usual the permissions that most messages need; named in the challenge to clients without
   *     a token
   */
  record ByMessage(List<Permission> usual) implements Access {
    public ByMessage {
      usual = List.copyOf(usual);
    }
  }

  default boolean isPublic() {
    return this instanceof Public;
  }

  /** The permissions that a client should ask for in its token. */
  default List<Permission> permissions() {
    return switch (this) {
      case Public everybody -> List.of();
      case Needs needs -> List.of(needs.permission());
      case ByMessage message -> message.usual();
    };
  }
}
