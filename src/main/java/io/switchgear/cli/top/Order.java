package io.switchgear.cli.top;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * What is ordered of a breaker.
 *
 * @param lasting such as 10m; empty until lifted
 */
record Order(Action action, String tool, String reason, String lasting) {

  /** By its key. */
  enum Action {
    OPEN('o', "open", "Open", false),
    CLOSE('c', "close", "Close", false),
    HOLD_OPEN('h', "hold-open", "Hold open", true),
    AUTO('a', "auto", "Lift the order on", false),
    RESET('r', "reset", "Reset", false),
    DISABLE('d', "disable", "Disable", true);

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
    boolean stands() {
      return stands;
    }
  }

  /** Before anything was said. */
  Order(Action action, String tool) {
    this(action, tool, "", "");
  }

  Order because(String said) {
    return new Order(action, tool, said, lasting);
  }

  Order lasting(String said) {
    return new Order(action, tool, reason, said);
  }

  /** Such as "Hold open nmap". */
  String words() {
    return action.words + " " + tool;
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
