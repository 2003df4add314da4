package io.switchgear.cli.top;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * What is ordered of a breaker, or of a call.
 *
 * @param call the id of the call that is cancelled; empty if it is about the breaker
 * @param lasting such as 10m; empty until lifted
 */
record OrderForm(Action action, String tool, String call, String reason, String lasting) {

  /** By its key. */
  enum Action {
    OPEN('o', "open", "Open", false),
    CLOSE('c', "close", "Close", false),
    HOLD_OPEN('h', "hold-open", "Hold open", true),
    AUTO('a', "auto", "Lift the order on", false),
    RESET('r', "reset", "Reset", false),
    DISABLE('d', "disable", "Disable", true),
    /** Of the call of the tool that runs longest. */
    CANCEL('x', "cancel", "Cancel the longest call of", false);

    private final char key;
    private final String step;
    private final String words;
    private final boolean stands;

    Action(char key, String step, String words, boolean stands) {
      this.key = key;
      this.step = step;
      this.words = words;
      this.stands = stands;
    }

    static Optional<Action> of(Key pressed) {
      for (Action action : values()) {
        if (pressed.is(action.key)) {
          return Optional.of(action);
        }
      }
      return Optional.empty();
    }

    /** As it stands in the API's path. */
    String step() {
      return step;
    }

    /** Whether it stands until lifted or expired. */
    boolean isOverride() {
      return stands;
    }
  }

  /** Before anything was message. */
  OrderForm(Action action, String tool) {
    this(action, tool, "", "", "");
  }

  /** Of a call. */
  static OrderForm cancelling(CallRow call) {
    return new OrderForm(Action.CANCEL, call.tool(), call.id(), "", "");
  }

  OrderForm because(String message) {
    return new OrderForm(action, tool, call, message, lasting);
  }

  OrderForm lasting(String message) {
    return new OrderForm(action, tool, call, reason, message);
  }

  /** Such as "Hold open nmap". */
  String words() {
    return action.words + " " + tool;
  }

  /** Where the API takes it. */
  String[] path() {
    return switch (action) {
      case CANCEL -> new String[] {"calls", call, action.step()};
      case OPEN, CLOSE, HOLD_OPEN, AUTO, RESET, DISABLE ->
          new String[] {"breakers", tool, action.step()};
    };
  }

  ObjectNode body(String operator) {
    ObjectNode body =
        JsonNodeFactory.instance.objectNode().put("operator", operator).put("reason", reason);
    if (!lasting.isEmpty()) {
      body.put("expires_in", lasting);
    }
    return body;
  }
}
