package io.switchgear.front.http;

import io.switchgear.tool.LimitedLog;
import org.apache.pekko.event.LoggingAdapter;
import org.slf4j.LoggerFactory;

/**
 * The log of Pekko HTTP about connections, rate-limited because unauthenticated peers can cause
 * most of it.
 */
final class ParserLog implements LoggingAdapter {

  private static final LimitedLog LOG =
      new LimitedLog(LoggerFactory.getLogger("org.apache.pekko.http"));

  @Override
  public boolean isErrorEnabled() {
    return true;
  }

  @Override
  public boolean isWarningEnabled() {
    return true;
  }

  @Override
  public boolean isInfoEnabled() {
    return true;
  }

  @Override
  public boolean isDebugEnabled() {
    return true;
  }

  @Override
  public void notifyError(String message) {
    LOG.error("HTTP failure", () -> message);
  }

  @Override
  public void notifyError(Throwable cause, String message) {
    LOG.error("HTTP failure", () -> message + ": " + cause);
  }

  @Override
  public void notifyWarning(String message) {
    LOG.warn("HTTP warning", () -> message);
  }

  @Override
  public void notifyInfo(String message) {
    LOG.debug("HTTP", () -> message);
  }

  @Override
  public void notifyDebug(String message) {
    LOG.debug("HTTP", () -> message);
  }
}
