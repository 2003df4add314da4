package io.switchgear.front.http.endpoint;

import io.switchgear.tool.Caller.Permission;
import java.util.List;

/** Who may use an endpoint. It matters only where the server authenticates its callers. */
public sealed interface Access {

  /** Everybody, without a token. */
  enum Public implements Access {
    PUBLIC
  }

  /** Callers with this permission. */
  record Needs(Permission permission) implements Access {}

  /**
   * Callers with a token. The message in the body decides which permission it needs.
   *
   * @param usual what most messages need; told to clients that have no token yet
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
