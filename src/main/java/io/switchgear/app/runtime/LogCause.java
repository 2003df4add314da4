package io.switchgear.app.runtime;

import ch.qos.logback.classic.pattern.RootCauseFirstThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import io.switchgear.tool.UntrustedText;
import java.util.stream.Stream;

/**
 * {@code %cause} in the log's pattern: an exception with the root cause first. Each message is on
 * one line and without control characters.
 */
public final class LogCause extends RootCauseFirstThrowableProxyConverter {

  @Override
  protected String throwableProxyToString(IThrowableProxy thrown) {
    return super.throwableProxyToString(new Clean(thrown));
  }

  private record Clean(IThrowableProxy thrown) implements IThrowableProxy {

    private static IThrowableProxy of(IThrowableProxy thrown) {
      return thrown == null ? null : new Clean(thrown);
    }

    @Override
    public String getMessage() {
      String message = thrown.getMessage();
      return message == null ? null : UntrustedText.line(message, LogLine.MAX_CHARS);
    }

    @Override
    public String getOverridingMessage() {
      String message = thrown.getOverridingMessage();
      return message == null ? null : UntrustedText.line(message, LogLine.MAX_CHARS);
    }

    @Override
    public String getClassName() {
      return thrown.getClassName();
    }

    @Override
    public StackTraceElementProxy[] getStackTraceElementProxyArray() {
      return thrown.getStackTraceElementProxyArray();
    }

    @Override
    public int getCommonFrames() {
      return thrown.getCommonFrames();
    }

    @Override
    public IThrowableProxy getCause() {
      return of(thrown.getCause());
    }

    @Override
    public IThrowableProxy[] getSuppressed() {
      return Stream.of(thrown.getSuppressed()).map(Clean::of).toArray(IThrowableProxy[]::new);
    }

    @Override
    public boolean isCyclic() {
      return thrown.isCyclic();
    }
  }
}
