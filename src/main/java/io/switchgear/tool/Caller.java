package io.switchgear.tool;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The caller of a request, with its permissions.
 *
 * @param name the principal, as shown in logs and records; sessions and running calls belong to it
 * @param permissions granted by the front end, including the permissions that they imply
 */
public record Caller(String name, Set<Permission> permissions) {

  /**
   * The caller without authentication, on a loopback-only server or stdio. Everything is permitted.
   */
  public static final Caller LOCAL = new Caller("local", EnumSet.allOf(Permission.class));

  public Caller {
    permissions = Set.copyOf(closed(permissions));
  }

  /** Of the name only, which is enough to tell callers apart, because it is computed often. */
  @Override
  public int hashCode() {
    return name.hashCode();
  }

  public boolean may(Permission permission) {
    return permissions.contains(permission);
  }

  /** Whether this is the caller without authentication. */
  public boolean isLocal() {
    return name.equals(LOCAL.name());
  }

  private static Set<Permission> closed(Set<Permission> granted) {
    EnumSet<Permission> all = EnumSet.noneOf(Permission.class);
    for (Permission permission : granted) {
      Optional<Permission> next = Optional.of(permission);
      while (next.isPresent()) {
        all.add(next.get());
        next = next.get().includes();
      }
    }
    return all;
  }

  /** The permissions that requests need. */
  public enum Permission {
    /** List tools, prompts and resources. */
    TOOLS_READ("tools:read"),
    /** Run tools with their harmless options. */
    SCAN_RUN("scan:run"),
    /** Use options that can disturb a target. */
    SCAN_INTRUSIVE("scan:intrusive"),
    /** Read breakers, health, metrics, events and the audit log. */
    OPS_READ("ops:read"),
    /** Give orders to breakers, set drills, reload the configuration. */
    OPS_WRITE("ops:write");

    private final String wire;

    Permission(String wire) {
      this.wire = wire;
    }

    /** The OAuth scope that grants it. */
    public String wire() {
      return wire;
    }

    /** The permission that this one implies. */
    public Optional<Permission> includes() {
      return switch (this) {
        case SCAN_INTRUSIVE -> Optional.of(SCAN_RUN);
        case SCAN_RUN -> Optional.of(TOOLS_READ);
        case OPS_WRITE -> Optional.of(OPS_READ);
        case TOOLS_READ, OPS_READ -> Optional.empty();
      };
    }

    /** The permission that a scope grants; empty for other scopes. */
    public static Optional<Permission> of(String scope) {
      return Arrays.stream(values()).filter(each -> each.wire.equals(scope)).findFirst();
    }
  }
}
