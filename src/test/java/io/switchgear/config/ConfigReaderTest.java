package io.switchgear.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records of rooms that know no configuration refuse in words; the key is found in them. */
class ConfigReaderTest {

  private static final Config VALUES =
      ConfigFactory.parseString(
          """
          t.default {
            breaker.recovery-timeout = 60s
            breaker.max-recovery-timeout = 300s
            breaker.half-open.permits = 1
          }
          t.own {
            breaker.recovery-timeout = 120s
          }
          """,
          ConfigParseOptions.defaults().setOriginDescription("text"));

  @ParameterizedTest
  @CsvSource({
    "recovery-timeout = 0s: must be positive, t.own.breaker.recovery-timeout, 7",
    "recoveryTimeout must be positive, t.own.breaker.recovery-timeout, 7",
    "max-recovery-timeout = 1s: below recovery-timeout, t.default.breaker.max-recovery-timeout, 3",
    "halfOpenPermits must be positive, t.default.breaker.half-open.permits, 4",
    "something is wrong, t.own, 6",
  })
  void aRefusalIsNotedAtTheKeyThatItNames(String said, String key, int line) {
    List<SettingProblem> problems = new ArrayList<>();
    ConfigReader reader = new ConfigReader(VALUES, VALUES, problems, "t.own", "t.default");
    assertNull(
        reader.<Object>build(
            () -> {
              throw new IllegalArgumentException(said);
            }));
    assertEquals(List.of(new SettingProblem(key, "", "text: " + line, said)), problems);
  }
}
