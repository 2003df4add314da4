package io.switchgear.supervisor;

import io.switchgear.supervisor.ToolSupervisor.Command;
import io.switchgear.tool.LogKeys;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * What a supervisor logs, marked with its tool, the call and the breaker's state. Marked when there
 * is something to log: to mark every message cost more than most of them do.
 */
final class SupervisorLog {

  private static final Logger LOG = LoggerFactory.getLogger(ToolSupervisor.class);

  private final ActorContext<Command> context;
  private final PublishedCircuit gate;
  private Command command = ToolSupervisor.StateDue.INSTANCE;

  SupervisorLog(ActorContext<Command> context, PublishedCircuit gate) {
    this.context = context;
    context.setLoggerName(ToolSupervisor.class);
    this.gate = gate;
  }

  /** What is logged from now on comes of this message. */
  void about(Command next) {
    command = next;
  }

  void write(Consumer<Logger> line) {
    Map<String, String> keys = new HashMap<>(gate.circuit().logKeys(command));
    keys.put(LogKeys.TOOL, gate.name());
    keys.forEach(MDC::put);
    try {
      line.accept(context.getLog());
    } finally {
      keys.keySet().forEach(MDC::remove);
    }
  }

  /** As {@link #write}; costs nothing while nobody wants such lines. */
  void debug(String line, Object fact) {
    if (LOG.isDebugEnabled()) {
      write(log -> log.debug(line, fact));
    }
  }
}
