package io.switchgear.cli.top;

import io.switchgear.watch.view.OrderJson;
import java.util.Optional;

/**
 * An operator's order that the user is entering, for a breaker or a call.
 *
 * @param call the id of the call to cancel; empty for an order to the breaker
 * @param duration how long an override lasts, such as 10m; empty for until lifted
 */
record OrderForm(Action action, String tool, String call, String reason, String duration) {

  /** The actions, each with its key. */
  enum Action {
    OPEN('o', "open", "Open", false),
    CLOSE('c', "close", "Close", false),
    HOLD_OPEN('h', "hold-open", "Hold open", true),
    AUTO('a', "auto", "Lift the order on", false),
    RESET('r', "reset", "Reset", false),
    DISABLE('d', "disable", "Disable", true),
    /** Cancels the tool's longest running call. */
    CANCEL('x', "cancel", "Cancel the longest call of", false);

    private final char key;
    private final String step;
    private final String label;
    private final boolean override;

    Action(char key, String step, String label, boolean override) {
      this.key = key;
      this.step = step;
      this.label = label;
      this.override = override;
    }

    static Optional<Action> of(Key pressed) {
      for (Action action : values()) {
        if (pressed.is(action.key)) {
          return Optional.of(action);
        }
      }
      return Optional.empty();
    }

    /** The last segment of the API's path. */
    String step() {
      return step;
    }

    /** Whether the action sets an override, which lasts until it is lifted or expires. */
    boolean isOverride() {
      return override;
    }
  }

  /** An order without a reason yet. */
  OrderForm(Action action, String tool) {
    this(action, tool, "", "", "");
  }

  /** An order to cancel a call. */
  static OrderForm cancelling(CallRow call) {
    return new OrderForm(Action.CANCEL, call.tool(), call.id(), "", "");
  }

  OrderForm withReason(String given) {
    return new OrderForm(action, tool, call, given, duration);
  }

  OrderForm withDuration(String given) {
    return new OrderForm(action, tool, call, reason, given);
  }

  /** A label such as "Hold open nmap". */
  String label() {
    return action.label + " " + tool;
  }

  /** The API's path for the order. */
  String[] path() {
    return switch (action) {
      case CANCEL -> new String[] {"calls", call, action.step()};
      case OPEN, CLOSE, HOLD_OPEN, AUTO, RESET, DISABLE ->
          new String[] {"breakers", tool, action.step()};
    };
  }

  /** The body of the request. */
  Record body(String operator) {
    return switch (action) {
      case CANCEL -> new OrderJson.Cancel(Optional.of(operator), Optional.of(reason));
      case OPEN, CLOSE, HOLD_OPEN, AUTO, RESET, DISABLE ->
          OrderJson.of(
              operator,
              Optional.of(reason),
              Optional.of(duration).filter(given -> !given.isEmpty()));
    };
  }
}
