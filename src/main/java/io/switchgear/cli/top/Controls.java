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
 * @param said what is told on the bottom line
 */
record Controls(String chosen, String filter, Sort sort, Mode mode, Said said) {

  private static final int PAGE = 10;
  private static final int LONGEST = 500;

  /** What the keys mean at the moment. */
  sealed interface Mode {}

  /** Each key is an order. */
  record Watching() implements Mode {}

  record Helping() implements Mode {}

  record Filtering(String before) implements Mode {}

  record AskingWhy(Order order, String typed) implements Mode {}

  record AskingHowLong(Order order, String typed) implements Mode {}

  record Confirming(Order order) implements Mode {}

  record Said(Tone tone, String text) {
    static final Said NOTHING = new Said(Tone.PLAIN, "");
  }

  /**
   * What comes of a key.
   *
   * @param give an order that was confirmed
   * @param quit whether it was the last
   */
  record Turn(Controls next, Optional<Order> give, boolean quit) {}

  static Controls atFirst() {
    return new Controls("", "", Sort.NAME, new Watching(), Said.NOTHING);
  }

  Controls saying(Tone tone, String text) {
    return new Controls(chosen, filter, sort, mode, new Said(tone, text));
  }

  /** Those that are shown, in order. */
  List<Breaker> shown(Board board) {
    return board.breakers().values().stream()
        .filter(each -> each.name().toLowerCase(Locale.ROOT).contains(lower(filter)))
        .sorted(sort.order())
        .toList();
  }

  /** Where the choice stands among those that are shown; the first if it is not there. */
  int position(List<Breaker> shown) {
    for (int i = 0; i < shown.size(); i++) {
      if (shown.get(i).name().equals(chosen)) {
        return i;
      }
    }
    return 0;
  }

  Turn press(Key key, Board board) {
    if (key.kind() == Kind.INTERRUPT) {
      return new Turn(this, Optional.empty(), true);
    }
    return switch (mode) {
      case Watching watching -> watched(key, board);
      case Helping helping -> on(in(new Watching()));
      case Filtering filtering -> on(filtered(key, filtering));
      case AskingWhy asking -> on(asked(key, asking));
      case AskingHowLong asking -> on(asked(key, asking));
      case Confirming confirming -> confirmed(key, confirming.order());
    };
  }

  private Turn watched(Key key, Board board) {
    if (key.is('q')) {
      return new Turn(this, Optional.empty(), true);
    }
    Optional<Order.Action> action = Order.Action.of(key);
    if (action.isPresent()) {
      return on(ordering(action.get(), board));
    }
    return on(
        switch (key.kind()) {
          case UP -> moved(board, -1);
          case DOWN -> moved(board, 1);
          case PAGE_UP -> moved(board, -PAGE);
          case PAGE_DOWN -> moved(board, PAGE);
          case HOME -> moved(board, -board.breakers().size());
          case END -> moved(board, board.breakers().size());
          case ESCAPE -> new Controls(chosen, "", sort, mode, Said.NOTHING);
          case CHARACTER -> lettered(key, board);
          case ENTER, BACKSPACE, INTERRUPT, OTHER -> this;
        });
  }

  private Controls lettered(Key key, Board board) {
    return switch (key.character()) {
      case 'k' -> moved(board, -1);
      case 'j' -> moved(board, 1);
      case '/' -> in(new Filtering(filter));
      case '?' -> in(new Helping());
      case 's' ->
          new Controls(
              chosen,
              filter,
              sort.next(),
              mode,
              new Said(Tone.PLAIN, "Sorted by " + sort.next().word() + "."));
      default -> saying(Tone.PLAIN, "? tells what the keys do.");
    };
  }

  private Controls moved(Board board, int by) {
    List<Breaker> shown = shown(board);
    if (shown.isEmpty()) {
      return this;
    }
    int to = Math.clamp(position(shown) + (long) by, 0, shown.size() - 1);
    return new Controls(shown.get(to).name(), filter, sort, mode, Said.NOTHING);
  }

  private Controls ordering(Order.Action action, Board board) {
    if (!board.caller().mayOrder()) {
      return saying(
          Tone.WARNING,
          "'%s' may look, but not order: that needs the permission ops:write."
              .formatted(board.caller().name()));
    }
    List<Breaker> shown = shown(board);
    if (shown.isEmpty()) {
      return saying(Tone.WARNING, "No tool is shown that could be ordered.");
    }
    String tool = shown.get(position(shown)).name();
    return switch (action) {
      case CANCEL -> cancelling(tool, board);
      case OPEN, CLOSE, HOLD_OPEN, AUTO, RESET, DISABLE ->
          in(new AskingWhy(new Order(action, tool), ""));
    };
  }

  private Controls cancelling(String tool, Board board) {
    return board.calls().values().stream()
        .filter(call -> call.tool().equals(tool))
        .min(Comparator.comparing(Call::startedAt).thenComparing(Call::id))
        .map(call -> in(new AskingWhy(Order.cancelling(call), "")))
        .orElseGet(() -> saying(Tone.WARNING, "No call of " + tool + " is under way."));
  }

  private Controls filtered(Key key, Filtering filtering) {
    return switch (key.kind()) {
      case ENTER -> in(new Watching());
      case ESCAPE -> new Controls(chosen, filtering.before(), sort, new Watching(), Said.NOTHING);
      default -> new Controls(chosen, typed(filter, key), sort, mode, Said.NOTHING);
    };
  }

  private Controls asked(Key key, AskingWhy asking) {
    return switch (key.kind()) {
      case ESCAPE -> given();
      case ENTER -> {
        String reason = asking.typed().strip();
        if (reason.isEmpty()) {
          yield saying(Tone.WARNING, "Say why, for those whom it concerns; Esc gives up.");
        }
        Order order = asking.order().because(reason);
        yield in(order.action().stands() ? new AskingHowLong(order, "") : new Confirming(order));
      }
      default -> in(new AskingWhy(asking.order(), typed(asking.typed(), key)));
    };
  }

  private Controls asked(Key key, AskingHowLong asking) {
    return switch (key.kind()) {
      case ESCAPE -> given();
      case ENTER -> in(new Confirming(asking.order().lasting(asking.typed().strip())));
      default -> in(new AskingHowLong(asking.order(), typed(asking.typed(), key)));
    };
  }

  private Turn confirmed(Key key, Order order) {
    if (key.is('y')) {
      return new Turn(
          in(new Watching()).saying(Tone.PLAIN, order.words() + "…"), Optional.of(order), false);
    }
    boolean no = key.is('n') || key.kind() == Kind.ESCAPE;
    return on(no ? given() : saying(Tone.WARNING, "y orders it, n gives up."));
  }

  /** Given up. */
  private Controls given() {
    return in(new Watching()).saying(Tone.PLAIN, "Nothing was ordered.");
  }

  private Controls in(Mode next) {
    return new Controls(chosen, filter, sort, next, Said.NOTHING);
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
