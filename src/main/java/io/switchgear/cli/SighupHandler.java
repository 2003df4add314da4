package io.switchgear.cli;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs an action on SIGHUP, the signal that conventionally makes a server reload its configuration.
 * It uses reflection because javac warns about every reference to {@code sun.misc.Signal}.
 */
final class SighupHandler {

  private static final Logger LOG = LoggerFactory.getLogger(SighupHandler.class);

  private SighupHandler() {}

  /**
   * Runs the action on a new thread for each signal. A process that was started with SIGHUP ignored
   * never receives it; this is logged once.
   */
  static void on(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object ours =
          Proxy.newProxyInstance(
              SighupHandler.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      Thread.ofVirtual().name("sighup").start(action);
                      yield null;
                    }
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    default -> "SighupHandler";
                  });
      Object before =
          signal
              .getMethod("handle", signal, handler)
              .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), ours);
      if (handler.getField("SIG_IGN").get(null).equals(before)) {
        LOG.info(
            "SIGHUP does not reload the configuration, because the process was started with the"
                + " signal ignored, as by nohup. Changes of the configuration file"
                + " (switchgear.reload.watch) and 'switchgear config reload' still do.");
      }
    } catch (ReflectiveOperationException | IllegalArgumentException notHere) {
      LOG.info("SIGHUP does not reload the configuration on this JVM: {}", notHere.toString());
    }
  }
}
