package io.switchgear.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A settings record refuses values of its components. The exception names the components. {@link
 * Binder} adds the key, the file and the line of each.
 */
final class ComponentException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final transient List<ComponentProblem> problems;

  ComponentException(List<ComponentProblem> problems) {
    super(
        problems.stream()
            .map(problem -> problem.component() + ": " + problem.message())
            .collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** At least one. */
  List<ComponentProblem> problems() {
    return problems;
  }
}
