package io.switchgear.watch.alerts;

/** Is told when an alert begins to fire, and when it is resolved; must return at once. */
@FunctionalInterface
public interface AlertListener {

  void onAlert(Alert alert);
}
