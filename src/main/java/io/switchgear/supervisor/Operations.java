package io.switchgear.supervisor;

import io.switchgear.breaker.Breaker;
import io.switchgear.breaker.OperatorOrder;
import io.switchgear.supervisor.ToolSupervisor.Operate;
import io.switchgear.supervisor.ToolSupervisor.Reconfigure;
import java.util.Optional;
import org.apache.pekko.Done;

/** What people do to a breaker: orders and other rules. Holds no state of its own. */
final class Operations {

  private final PublishedCircuit gate;

  Operations(PublishedCircuit gate) {
    this.gate = gate;
  }

  Circuit obey(Circuit circuit, Operate operate) {
    Optional<Breaker> ordered = circuit.breaker().ordered(operate.order(), gate.clocks().nanos());
    if (ordered.isEmpty()) {
      return circuit.answering(
          operate.replyTo()::tell, Outcomes.overridden(gate.name(), circuit.breaker().reason()));
    }
    Circuit obeyed = circuit.with(ordered.get());
    if (operate.order().action() == OperatorOrder.Action.RESET) {
      gate.reset();
      obeyed = obeyed.with(Ledger.EMPTY);
    }
    return obeyed.answering(operate.replyTo()::tell, new Operated.Done(gate.snapshotOf(obeyed)));
  }

  Circuit adopt(Circuit circuit, Reconfigure to) {
    gate.adopt(to.rules());
    Breaker breaker =
        circuit.breaker().reconfigured(to.rules().policy().breaker(), gate.clocks().nanos());
    return circuit.with(breaker).answering(to.replyTo()::tell, Done.getInstance());
  }
}
