package io.switchgear.app.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.status.StatusUtil;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.switchgear.tool.UntrustedText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** With the shipped logback.xml, no text from an event can start a line. */
class LogWallTest {

  private static final String FORGED = "2026-01-01T00:00:00.000Z ERROR i.s.Forged the disk is gone";

  private final LoggerContext context = new LoggerContext();
  private Encoder<ILoggingEvent> text;

  @BeforeEach
  void configure() throws Exception {
    context.setName("wall");
    context.setMDCAdapter(new LogbackMDCAdapter());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(Path.of("src/main/resources/logback.xml").toFile());
    AsyncAppender async =
        (AsyncAppender) context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("ASYNC");
    text = ((ConsoleAppender<ILoggingEvent>) async.getAppender("STDERR")).getEncoder();
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  /** Characters that may separate lines, control terminals or hide text. */
  static Stream<String> evil() {
    return Stream.of(
        "\r\n",
        "\n",
        "\r",
        "\u000B",
        "\f",
        "\u0085",
        "\u2028",
        "\u2029",
        "\u0000",
        "\b\b\b\b",
        "\u001B[2K\u001B[1G",
        "\u009B2K",
        "\u007F",
        "\u202E",
        "\u2066",
        "\u200B",
        "\uFEFF",
        "\uD800",
        "\uDBFF");
  }

  private LoggingEvent event(String message, Throwable thrown, Object... arguments) {
    return new LoggingEvent(
        getClass().getName(),
        context.getLogger("io.switchgear.Test"),
        Level.INFO,
        message,
        thrown,
        arguments);
  }

  private List<LoggingEvent> events(String evil) {
    String forged = "ann" + evil + FORGED;
    LoggingEvent mdc = event("done", null);
    mdc.setMDCPropertyMap(Map.of("tool", forged, "callId", forged, "traceId", forged));
    Exception suppressing = new IllegalStateException("plain");
    suppressing.addSuppressed(new IOException(forged));
    return List.of(
        event(forged, null),
        event("ordered by {}", null, forged),
        mdc,
        event("failed", new IOException(forged)),
        event("failed", new IOException("plain", new IOException(forged))),
        event("failed", suppressing),
        event("failed", new IOException(null, new IOException(forged, new IOException(forged)))));
  }

  /** They would appear on standard output, within the protocol. */
  @Test
  void warningsOfLogbackItselfArePrintedNowhere() {
    assertTrue(StatusUtil.contextHasStatusListener(context));
  }

  @ParameterizedTest
  @MethodSource("evil")
  void noTextBeginsALine(String evil) {
    for (LoggingEvent event : events(evil)) {
      String written = new String(text.encode(event), StandardCharsets.UTF_8);
      List<String> lines = written.lines().toList();
      assertTrue(written.endsWith(System.lineSeparator()), written);
      assertTrue(lines.getFirst().matches("\\S+ INFO .*"), written);
      for (String line : lines.subList(1, lines.size())) {
        assertTrue(line.matches("\\s*(at |Wrapped by: |Suppressed: |\\.{3} |java\\.).*"), written);
      }
      assertEquals(event.getThrowableProxy() == null, lines.size() == 1, written);
      assertShown(written);
    }
  }

  @ParameterizedTest
  @MethodSource("evil")
  void aLineOfJsonIsOneLineAndLosesNothing(String evil) throws IOException {
    LogJson json = new LogJson();
    json.setContext(context);
    json.setWithFormattedMessage(true);
    json.start();
    for (LoggingEvent event : events(evil)) {
      String written = new String(json.encode(event), StandardCharsets.UTF_8);
      assertEquals(1, written.lines().count(), written);
      assertShown(written);
      String read = new ObjectMapper().readTree(written).path("formattedMessage").asText();
      if (evil.chars().noneMatch(unit -> Character.isSurrogate((char) unit))) {
        assertEquals(event.getFormattedMessage(), read);
      }
    }
  }

  private static void assertShown(String written) {
    written
        .codePoints()
        .forEach(
            point ->
                assertTrue(UntrustedText.shown(point), () -> Integer.toHexString(point) + written));
  }
}
