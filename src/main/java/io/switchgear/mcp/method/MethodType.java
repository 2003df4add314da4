package io.switchgear.mcp.method;

import io.switchgear.mcp.wire.Era;
import io.switchgear.mcp.wire.Refusal;
import io.switchgear.tool.Caller;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that the server declares of a method. The one list of all methods is {@link
 * MethodTable#ALL}.
 *
 * @param name on the wire
 * @param access the permission that a caller needs
 * @param nameField the field of {@code params} that the {@code Mcp-Name} header repeats; empty if
 *     the header is not used
 * @param eras in which the method exists
 * @param factory makes the method
 */
public record MethodType(
    String name,
    RequiredPermission access,
    Optional<String> nameField,
    Set<Era> eras,
    Factory factory) {

  static final Set<Era> BOTH = Set.of(Era.values());
  static final Set<Era> MODERN = Set.of(Era.MODERN);
  static final Set<Era> LEGACY = Set.of(Era.LEGACY);

  /** Makes a method from the parts of the server. */
  @FunctionalInterface
  public interface Factory {

    /** Empty if this server does not offer the method. */
    Optional<Method> make(MethodParts parts);
  }

  public MethodType {
    Objects.requireNonNull(name);
    Objects.requireNonNull(access);
    Objects.requireNonNull(nameField);
    Objects.requireNonNull(factory);
    eras = Set.copyOf(eras);
    if (eras.isEmpty()) {
      throw new IllegalArgumentException("method " + name + " exists in no era");
    }
  }

  /** A method whose calls have no {@code Mcp-Name} header. */
  MethodType(String name, RequiredPermission access, Set<Era> eras, Factory factory) {
    this(name, access, Optional.empty(), eras, factory);
  }

  /** Why the caller may not use the method; empty if it may. */
  public Optional<Refusal> refuse(Caller caller) {
    return access.refuse(name, caller);
  }
}
