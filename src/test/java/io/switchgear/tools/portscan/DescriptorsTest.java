package io.switchgear.tools.portscan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptorsTest {

  @ParameterizedTest
  @CsvSource({
    "1048576, 300, 4096, 4096",
    "8192, 300, 4096, 3818",
    "1024, 100, 4096, 334",
    "1024, 766, 4096, 1",
    "256, 100, 4096, 1",
    "64, 64, 4096, 1",
    "1024, 100, 1, 1"
  })
  void takesHalfOfWhatIsFree(long limit, long open, int wanted, int allowed) {
    assertEquals(allowed, Descriptors.allowance(limit, open, wanted));
  }

  @Test
  void knowsThisProcess() {
    assertTrue(Descriptors.allowance(64) >= 1);
    assertTrue(Descriptors.limit() > 0);
  }
}
