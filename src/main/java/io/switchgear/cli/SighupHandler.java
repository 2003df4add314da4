package io.switchgear.cli;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP, by which servers are asked for their configuration of old. By reflection: the compiler
 * warns of every mention of the class that the JVM has for it.
 */
final class SighupHandler {

  private static final Logger LOG = LoggerFactory.getLogger(SighupHandler.class);

  private SighupHandler() {}

  /**
   * Runs the action for each signal from now on, on a thread of its own. A server that was started
   * with the signal ignored never gets one, and says so once.
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
                      Thread.ofVirtual().name("hang-up").start(action);
                      yield null;
                    }
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    default -> "HangUp";
                  });
      Object before =
          signal
              .getMethod("handle", signal, handler)
              .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), ours);
      if (handler.getField("SIG_IGN").get(null).equals(before)) {
        LOG.info(
            "SIGHUP was ignored when the server started, as nohup does it, so it reloads nothing."
                + " A change of the configuration's file still does (switchgear.reload.watch), and"
                + " so does 'switchgear config reload'.");
      }
    } catch (ReflectiveOperationException | IllegalArgumentException notHere) {
      LOG.info("SIGHUP reloads nothing here: {}", notHere.toString());
    }
  }
}
