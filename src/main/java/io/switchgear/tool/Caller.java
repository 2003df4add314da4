package io.switchgear.tool;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Who asks, and what they may do.
 *
 * @param name the principal, as shown in logs and records; what it has under way is its own
 * @param permissions what the front end granted, with all that this includes
 */
public record Caller(String name, Set<Permission> permissions) {

  /** Whoever can reach a loopback-only server, or sits at its terminal: everything is allowed. */
  public static final Caller LOCAL = new Caller("local", EnumSet.allOf(Permission.class));

  public Caller {
    permissions = Set.copyOf(closed(permissions));
  }

  public boolean may(Permission permission) {
    return permissions.contains(permission);
  }

  /** Whether nobody asked for its name: it is no principal among others. */
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

  /** What a request can need beyond being let in. */
  public enum Permission {
    /** See which tools, prompts and resources there are. */
    TOOLS_READ("tools:read"),
    /** Run tools with their harmless options. */
    SCAN_RUN("scan:run"),
    /** Use options that can disturb a target. */
    SCAN_INTRUSIVE("scan:intrusive"),
    /** See how the server fares: breakers, health, metrics, events, the audit. */
    OPS_READ("ops:read"),
    /** Order breakers, play drills, reload the configuration. */
    OPS_WRITE("ops:write");

    private final String wire;

    Permission(String wire) {
      this.wire = wire;
    }

    /** The OAuth scope that carries it. */
    public String wire() {
      return wire;
    }

    /** The one that whoever has this has too. */
    public Optional<Permission> includes() {
      return switch (this) {
        case SCAN_INTRUSIVE -> Optional.of(SCAN_RUN);
        case SCAN_RUN -> Optional.of(TOOLS_READ);
        case OPS_WRITE -> Optional.of(OPS_READ);
        case TOOLS_READ, OPS_READ -> Optional.empty();
      };
    }

    /** The permission that a scope carries; empty if it is none of these. */
    public static Optional<Permission> of(String scope) {
      return Arrays.stream(values()).filter(each -> each.wire.equals(scope)).findFirst();
    }
  }
}
