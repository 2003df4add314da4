package io.switchgear.tool;

import java.util.EnumSet;
import java.util.Set;

/**
 * Who asks, and what they may do.
 *
 * @param name the principal, as shown in logs and records
 * @param permissions what the front end granted
 */
public record Caller(String name, Set<Permission> permissions) {

  /** Whoever can reach a loopback-only server, or sits at its terminal: everything is allowed. */
  public static final Caller LOCAL = new Caller("local", EnumSet.allOf(Permission.class));

  public Caller {
    permissions = Set.copyOf(permissions);
  }

  public boolean may(Permission permission) {
    return permissions.contains(permission);
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
  }
}
