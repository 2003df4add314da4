package io.switchgear.breaker.supervision;

import io.switchgear.breaker.Breaker;
import io.switchgear.breaker.OperatorOrder;
import io.switchgear.breaker.OrderResult;
import io.switchgear.breaker.supervision.CallSupervisor.Guide;
import io.switchgear.breaker.supervision.CallSupervisor.Operate;
import io.switchgear.breaker.supervision.CallSupervisor.Reconfigure;
import java.util.Optional;
import org.apache.pekko.Done;

/**
 * The part of a {@link CallSupervisor} that applies operators' orders, guidance and new rules. It
 * has no state of its own.
 */
final class OrderHandler<O> {

  private final PublishedState<O> published;
  private final CallExecutor<O> calls;

  OrderHandler(PublishedState<O> published, CallExecutor<O> calls) {
    this.published = published;
    this.calls = calls;
  }

  SupervisorState<O> obey(SupervisorState<O> state, Operate<O> operate) {
    Optional<Breaker> ordered =
        state
            .breaker()
            .ordered(
                operate.order(), published.clocks().nanos(), published.clocks().wall().instant());
    if (ordered.isEmpty()) {
      return state.replying(
          operate.replyTo()::tell, published.rejections().overridden(state.breaker().reason()));
    }
    SupervisorState<O> obeyed = state.with(ordered.get());
    if (operate.order().action() == OperatorOrder.Action.RESET) {
      published.resetRejected();
      obeyed = obeyed.with(CallHistory.EMPTY);
    }
    return obeyed.replying(
        operate.replyTo()::tell, new OrderResult.Applied(published.snapshotOf(obeyed)));
  }

  SupervisorState<O> refuse(SupervisorState<O> state, Operate<O> operate) {
    return state.replying(operate.replyTo()::tell, published.rejections().noMoreOrders());
  }

  /** Rejects calls that wait if no call is admitted now; starts a self-test that is due. */
  SupervisorState<O> guide(SupervisorState<O> state, Guide<O> guide) {
    SupervisorState<O> guided = state.with(state.breaker().guided(guide.guidance()));
    return state.draining() ? guided : calls.sendCanary(calls.rejectWaitingIfOpen(guided));
  }

  SupervisorState<O> adopt(SupervisorState<O> state, Reconfigure<O> to) {
    published.adopt(to.protection());
    Breaker breaker =
        state
            .breaker()
            .reconfigured(to.protection().policy().breaker(), published.clocks().nanos());
    return state.with(breaker).replying(to.replyTo()::tell, Done.getInstance());
  }
}
