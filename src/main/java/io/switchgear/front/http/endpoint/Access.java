package io.switchgear.front.http.endpoint;

import io.switchgear.tool.Caller;
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
   * Callers with at least one of these permissions. The handler decides what each caller may see or
   * do.
   *
   * @param anyOf the usual one first; named in the challenge
   */
  record NeedsAny(List<Permission> anyOf) implements Access {
    public NeedsAny {
      anyOf = List.copyOf(anyOf);
    }
  }

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
      case NeedsAny any -> any.anyOf().subList(0, 1);
      case ByMessage message -> message.usual();
    };
  }

  /** Whether the caller may send a request. */
  default boolean admits(Caller caller) {
    return switch (this) {
      case Public everybody -> true;
      case Needs needs -> caller.may(needs.permission());
      case NeedsAny any -> any.anyOf().stream().anyMatch(caller::may);
      case ByMessage message -> true;
    };
  }
}
