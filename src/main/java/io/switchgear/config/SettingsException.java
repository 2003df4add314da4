package io.switchgear.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used. Names everything that is wrong with it at once. */
public final class SettingsException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final transient List<SettingProblem> problems;

  SettingsException(List<SettingProblem> problems) {
    super(problems.stream().map(SettingProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** At least one. */
  public List<SettingProblem> problems() {
    return problems;
  }

  /**
   * Of a component's refusal.
   *
   * @param message begins with the key and a colon, if it is about one
   */
  public static SettingsException refused(String message) {
    int colon = message.indexOf(": ");
    boolean named = message.startsWith("switchgear.") && message.indexOf(' ') > colon && colon > 0;
    return new SettingsException(
        List.of(
            named
                ? new SettingProblem(
                    message.substring(0, colon), "", "", message.substring(colon + 2))
                : new SettingProblem("configuration", "", "", message)));
  }
}
