package io.switchgear.cli.top;

import io.switchgear.cli.top.Key.Kind;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The state of the user's interaction. Immutable: each key press produces a new value.
 *
 * @param chosen the name of the selected tool; empty before the first selection
 * @param filter text that the names of shown tools contain
 * @param message the text of the bottom line
 */
record Controls(String chosen, String filter, Sort sort, Mode mode, Message message) {

  private static final int PAGE = 10;
  private static final int MAX_INPUT_CHARS = 500;

  /** Determines what the keys do. */
  sealed interface Mode {}

  /** The default mode: each key is a command. */
  record Watching() implements Mode {}

  record Helping() implements Mode {}

  record Filtering(String before) implements Mode {}

  record AskingReason(OrderForm order, String typed) implements Mode {}

  record AskingDuration(OrderForm order, String typed) implements Mode {}

  record Confirming(OrderForm order) implements Mode {}

  record Message(Style tone, String text) {
    static final Message NOTHING = new Message(Style.PLAIN, "");
  }

  /**
   * The result of a key press.
   *
   * @param order an order that the user confirmed
   * @param quit whether the panel must close
   */
  record Turn(Controls next, Optional<OrderForm> order, boolean quit) {}

  static Controls initial() {
    return new Controls("", "", Sort.NAME, new Watching(), Message.NOTHING);
  }

  Controls withMessage(Style tone, String text) {
    return new Controls(chosen, filter, sort, mode, new Message(tone, text));
  }

  /** The tools that match the filter, sorted. */
  List<BreakerRow> shown(ServerModel model) {
    return model.breakers().values().stream()
        .filter(each -> each.name().toLowerCase(Locale.ROOT).contains(lower(filter)))
        .sorted(sort.order())
        .toList();
  }

  /** The index of the selected tool in the list; 0 if the list does not contain it. */
  int position(List<BreakerRow> shown) {
    for (int i = 0; i < shown.size(); i++) {
      if (shown.get(i).name().equals(chosen)) {
        return i;
      }
    }
    return 0;
  }

  Turn press(Key key, ServerModel model) {
    if (key.kind() == Kind.INTERRUPT) {
      return new Turn(this, Optional.empty(), true);
    }
    return switch (mode) {
      case Watching watching -> watched(key, model);
      case Helping helping -> on(in(new Watching()));
      case Filtering filtering -> on(filtered(key, filtering));
      case AskingReason asking -> on(asked(key, asking));
      case AskingDuration asking -> on(asked(key, asking));
      case Confirming confirming -> confirmed(key, confirming.order());
    };
  }

  private Turn watched(Key key, ServerModel model) {
    if (key.is('q')) {
      return new Turn(this, Optional.empty(), true);
    }
    Optional<OrderForm.Action> action = OrderForm.Action.of(key);
    if (action.isPresent()) {
      return on(ordering(action.get(), model));
    }
    return on(
        switch (key.kind()) {
          case UP -> moved(model, -1);
          case DOWN -> moved(model, 1);
          case PAGE_UP -> moved(model, -PAGE);
          case PAGE_DOWN -> moved(model, PAGE);
          case HOME -> moved(model, -model.breakers().size());
          case END -> moved(model, model.breakers().size());
          case ESCAPE -> new Controls(chosen, "", sort, mode, Message.NOTHING);
          case CHARACTER -> lettered(key, model);
          case ENTER, BACKSPACE, INTERRUPT, OTHER -> this;
        });
  }

  private Controls lettered(Key key, ServerModel model) {
    return switch (key.character()) {
      case 'k' -> moved(model, -1);
      case 'j' -> moved(model, 1);
      case '/' -> in(new Filtering(filter));
      case '?' -> in(new Helping());
      case 's' ->
          new Controls(
              chosen,
              filter,
              sort.next(),
              mode,
              new Message(Style.PLAIN, "Sorted by " + sort.next().word() + "."));
      default -> withMessage(Style.PLAIN, "Press ? for help.");
    };
  }

  private Controls moved(ServerModel model, int by) {
    List<BreakerRow> shown = shown(model);
    if (shown.isEmpty()) {
      return this;
    }
    int to = Math.clamp(position(shown) + (long) by, 0, shown.size() - 1);
    return new Controls(shown.get(to).name(), filter, sort, mode, Message.NOTHING);
  }

  private Controls ordering(OrderForm.Action action, ServerModel model) {
    if (!model.caller().mayOrder()) {
      return withMessage(
          Style.WARNING,
          "'%s' may not give orders: they need the permission ops:write."
              .formatted(model.caller().name()));
    }
    List<BreakerRow> shown = shown(model);
    if (shown.isEmpty()) {
      return withMessage(Style.WARNING, "No tool is selected.");
    }
    String tool = shown.get(position(shown)).name();
    return switch (action) {
      case CANCEL -> cancelling(tool, model);
      case OPEN, CLOSE, HOLD_OPEN, AUTO, RESET, DISABLE ->
          in(new AskingReason(new OrderForm(action, tool), ""));
    };
  }

  private Controls cancelling(String tool, ServerModel model) {
    return model.calls().values().stream()
        .filter(call -> call.tool().equals(tool))
        .min(Comparator.comparing(CallRow::startedAt).thenComparing(CallRow::id))
        .map(call -> in(new AskingReason(OrderForm.cancelling(call), "")))
        .orElseGet(() -> withMessage(Style.WARNING, "No call of " + tool + " is in progress."));
  }

  private Controls filtered(Key key, Filtering filtering) {
    return switch (key.kind()) {
      case ENTER -> in(new Watching());
      case ESCAPE ->
          new Controls(chosen, filtering.before(), sort, new Watching(), Message.NOTHING);
      default -> new Controls(chosen, typed(filter, key), sort, mode, Message.NOTHING);
    };
  }

  private Controls asked(Key key, AskingReason asking) {
    return switch (key.kind()) {
      case ESCAPE -> aborted();
      case ENTER -> {
        String reason = asking.typed().strip();
        if (reason.isEmpty()) {
          yield withMessage(Style.WARNING, "Enter a reason, or press Esc to abort.");
        }
        OrderForm order = asking.order().withReason(reason);
        yield in(
            order.action().isOverride() ? new AskingDuration(order, "") : new Confirming(order));
      }
      default -> in(new AskingReason(asking.order(), typed(asking.typed(), key)));
    };
  }

  private Controls asked(Key key, AskingDuration asking) {
    return switch (key.kind()) {
      case ESCAPE -> aborted();
      case ENTER -> in(new Confirming(asking.order().withDuration(asking.typed().strip())));
      default -> in(new AskingDuration(asking.order(), typed(asking.typed(), key)));
    };
  }

  private Turn confirmed(Key key, OrderForm order) {
    if (key.is('y')) {
      return new Turn(
          in(new Watching()).withMessage(Style.PLAIN, order.label() + "…"),
          Optional.of(order),
          false);
    }
    boolean no = key.is('n') || key.kind() == Kind.ESCAPE;
    return on(no ? aborted() : withMessage(Style.WARNING, "Press y to confirm or n to abort."));
  }

  private Controls aborted() {
    return in(new Watching()).withMessage(Style.PLAIN, "Aborted.");
  }

  private Controls in(Mode next) {
    return new Controls(chosen, filter, sort, next, Message.NOTHING);
  }

  private static Turn on(Controls next) {
    return new Turn(next, Optional.empty(), false);
  }

  private static String typed(String text, Key key) {
    return switch (key.kind()) {
      case CHARACTER ->
          text.length() < MAX_INPUT_CHARS ? text + Character.toString(key.character()) : text;
      case BACKSPACE ->
          text.isEmpty() ? text : text.substring(0, text.offsetByCodePoints(text.length(), -1));
      default -> text;
    };
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
