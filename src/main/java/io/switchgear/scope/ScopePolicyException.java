package io.switchgear.scope;

/** An entry of a {@link ScopePolicy} cannot be read. */
public final class ScopePolicyException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String component;
  private final String entry;
  private final String problem;
  private final String allowed;

  /**
   * @param component name of the policy's component
   * @param problem what is wrong
   * @param allowed what is allowed; empty if the problem says what to do
   */
  ScopePolicyException(String component, String entry, String problem, String allowed) {
    super(component + " " + Quoted.of(entry) + ": " + sentence(problem, allowed));
    this.component = component;
    this.entry = entry;
    this.problem = sentence(problem, allowed);
    this.allowed = allowed;
  }

  private static String sentence(String problem, String allowed) {
    return allowed.isEmpty() ? problem : problem + "; allowed are " + allowed;
  }

  /** Name of the component that has the entry, such as {@code allowNames}. */
  public String component() {
    return component;
  }

  /** The entry as it was given. */
  public String entry() {
    return entry;
  }

  /** What is wrong, and what is allowed. */
  public String problem() {
    return problem;
  }

  /** The allowed entries alone; empty if the problem says what to do. */
  public String allowed() {
    return allowed;
  }
}
