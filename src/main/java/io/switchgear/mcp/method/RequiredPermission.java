package io.switchgear.mcp.method;

import io.switchgear.mcp.wire.Refusal;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The permissions of which a method needs one. The first is named to a caller that has none. */
public record RequiredPermission(List<Permission> anyOf) {

  /** For every caller: the method opens a session, or belongs to the caller's own session. */
  static final RequiredPermission OPEN = new RequiredPermission(List.of());

  /** For callers that may see the tools. */
  static final RequiredPermission TOOLS = new RequiredPermission(List.of(Permission.TOOLS_READ));

  /** For callers that may see the tools, and for operators. */
  static final RequiredPermission RESOURCES =
      new RequiredPermission(List.of(Permission.TOOLS_READ, Permission.OPS_READ));

  /** For callers that may run tools. */
  static final RequiredPermission RUN = new RequiredPermission(List.of(Permission.SCAN_RUN));

  public RequiredPermission {
    anyOf = List.copyOf(anyOf);
  }

  /** Why the caller may not use the method; empty if it may. */
  Optional<Refusal> refuse(String method, Caller caller) {
    for (Permission permission : anyOf) {
      if (caller.may(permission)) {
        return Optional.empty();
      }
    }
    return anyOf.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Refusal.forbidden(
                "Not permitted: %s needs the scope %s; get a token that has it"
                    .formatted(method, anyOf.getFirst().wire()),
                anyOf.getFirst()));
  }

  @Override
  public String toString() {
    return anyOf.isEmpty()
        ? "none"
        : anyOf.stream().map(Permission::wire).collect(Collectors.joining(" or "));
  }
}
