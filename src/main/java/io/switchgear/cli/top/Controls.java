package io.switchgear.cli.top;

import io.switchgear.cli.top.Key.Kind;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the person at the keys is about. A value: each key makes another one.
 *
 * @param chosen the tool's name; empty before the first choice
 * @param filter part of the names that are shown
 * @param message what is told on the bottom line
 */
record Controls(String chosen, String filter, Sort sort, Mode mode, Message message) {

  private static final int PAGE = 10;
  private static final int LONGEST = 500;

  /** What the keys mean at the moment. */
  sealed interface Mode {}

  /** Each key is an order. */
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
   * What comes of a key.
   *
   * @param give an order that was confirmed
   * @param quit whether it was the last
   */
  record Turn(Controls next, Optional<OrderForm> give, boolean quit) {}

  static Controls atFirst() {
    return new Controls("", "", Sort.NAME, new Watching(), Message.NOTHING);
  }

  Controls saying(Style tone, String text) {
    return new Controls(chosen, filter, sort, mode, new Message(tone, text));
  }

  /** Those that are shown, in order. */
  List<BreakerRow> shown(ServerModel model) {
    return model.breakers().values().stream()
        .filter(each -> each.name().toLowerCase(Locale.ROOT).contains(lower(filter)))
        .sorted(sort.order())
        .toList();
  }

  /** Where the choice stands among those that are shown; the first if it is not there. */
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
      default -> saying(Style.PLAIN, "? tells what the keys do.");
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
      return saying(
          Style.WARNING,
          "'%s' may look, but not order: that needs the permission ops:write."
              .formatted(model.caller().name()));
    }
    List<BreakerRow> shown = shown(model);
    if (shown.isEmpty()) {
      return saying(Style.WARNING, "No tool is shown that could be ordered.");
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
        .orElseGet(() -> saying(Style.WARNING, "No call of " + tool + " is under way."));
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
      case ESCAPE -> given();
      case ENTER -> {
        String reason = asking.typed().strip();
        if (reason.isEmpty()) {
          yield saying(Style.WARNING, "Say why, for those whom it concerns; Esc gives up.");
        }
        OrderForm order = asking.order().because(reason);
        yield in(
            order.action().isOverride() ? new AskingDuration(order, "") : new Confirming(order));
      }
      default -> in(new AskingReason(asking.order(), typed(asking.typed(), key)));
    };
  }

  private Controls asked(Key key, AskingDuration asking) {
    return switch (key.kind()) {
      case ESCAPE -> given();
      case ENTER -> in(new Confirming(asking.order().lasting(asking.typed().strip())));
      default -> in(new AskingDuration(asking.order(), typed(asking.typed(), key)));
    };
  }

  private Turn confirmed(Key key, OrderForm order) {
    if (key.is('y')) {
      return new Turn(
          in(new Watching()).saying(Style.PLAIN, order.words() + "…"), Optional.of(order), false);
    }
    boolean no = key.is('n') || key.kind() == Kind.ESCAPE;
    return on(no ? given() : saying(Style.WARNING, "y orders it, n gives up."));
  }

  /** Given up. */
  private Controls given() {
    return in(new Watching()).saying(Style.PLAIN, "Nothing was ordered.");
  }

  private Controls in(Mode next) {
    return new Controls(chosen, filter, sort, next, Message.NOTHING);
  }

  private static Turn on(Controls next) {
    return new Turn(next, Optional.empty(), false);
  }

  private static String typed(String text, Key key) {
    return switch (key.kind()) {
      case CHARACTER -> text.length() < LONGEST ? text + Character.toString(key.character()) : text;
      case BACKSPACE ->
          text.isEmpty() ? text : text.substring(0, text.offsetByCodePoints(text.length(), -1));
      default -> text;
    };
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
