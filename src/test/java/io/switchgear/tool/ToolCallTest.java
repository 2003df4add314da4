package io.switchgear.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolCallTest {

  @ParameterizedTest
  @CsvSource({"PT10S, PT6S, PT4S", "PT10S, PT10S, PT0.001S", "PT10S, PT60S, PT0.001S", ", PT6S,"})
  void timeThatPassedIsNoLongerLeft(Duration given, Duration elapsed, Duration left) {
    ToolCall call =
        new ToolCall(
            "1",
            "scan",
            HeldTools.json("{}"),
            Caller.LOCAL,
            Optional.ofNullable(given),
            Dialogue.NONE,
            Optional.empty());
    assertEquals(Optional.ofNullable(left), call.after(elapsed).remaining());
  }
}
