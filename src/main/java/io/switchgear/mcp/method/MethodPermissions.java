package io.switchgear.mcp.method;

import io.switchgear.mcp.wire.Refusal;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import java.util.List;
import java.util.Optional;

/**
 * What callers must be permitted to use a method: one of some permissions, the first being the one
 * that those who lack all are told of. What shakes hands, or belongs to a session that the caller
 * has already, needs none.
 */
public final class MethodPermissions {

  private static final List<Permission> LOOK = List.of(Permission.TOOLS_READ);
  private static final List<Permission> READ = List.of(Permission.TOOLS_READ, Permission.OPS_READ);
  private static final List<Permission> RUN = List.of(Permission.SCAN_RUN);

  private MethodPermissions() {}

  /** Why the caller may not; empty if it may. */
  public static Optional<Refusal> check(String method, Caller caller) {
    List<Permission> wanted = wanted(method);
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    for (Permission permission : wanted) {
      if (caller.may(permission)) {
        return Optional.empty();
      }
    }
    Permission needed = wanted.getFirst();
    return Optional.of(
        Refusal.forbidden(
            "Not permitted: %s needs the scope %s; get a token that has it"
                .formatted(method, needed.wire()),
            needed));
  }

  private static List<Permission> wanted(String method) {
    return switch (method) {
      case "tools/call" -> RUN;
      case "tools/list", "prompts/list", "prompts/get", "completion/complete" -> LOOK;
      case "resources/list",
          "resources/templates/list",
          "resources/read",
          "resources/subscribe",
          "resources/unsubscribe",
          "subscriptions/listen" ->
          READ;
      default -> List.of();
    };
  }
}
