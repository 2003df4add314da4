package io.switchgear.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration is invalid. Has all problems. */
public final class SettingsException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final transient List<SettingProblem> problems;

  SettingsException(List<SettingProblem> problems) {
    super(problems.stream().map(SettingProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /**
   * For a part of the server that cannot use a valid value, such as an address that this machine
   * does not have.
   *
   * @param key full name, such as {@code switchgear.http.host}
   * @param message what is wrong, what is allowed, and what to do
   */
  public SettingsException(String key, String message) {
    this(List.of(new SettingProblem(key, "", "", message)));
  }

  /** As {@link #SettingsException(String, String)}, with the exception that was the reason. */
  public SettingsException(String key, String message, Throwable cause) {
    this(key, message);
    initCause(cause);
  }

  /** At least one. */
  public List<SettingProblem> problems() {
    return problems;
  }
}
