package io.switchgear.watch.alerts;

/** Receives an alert when it starts firing and when it is resolved. Must return at once. */
@FunctionalInterface
public interface AlertListener {

  void onAlert(Alert alert);
}
