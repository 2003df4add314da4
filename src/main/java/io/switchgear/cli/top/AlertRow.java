package io.switchgear.cli.top;

import io.switchgear.watch.view.AlertJson;
import java.time.Instant;

/** A firing alert. */
record AlertRow(String name, String tool, String severity, Instant since, String message) {

  static AlertRow of(AlertJson alert) {
    return new AlertRow(
        Formats.clean(alert.name()),
        Formats.clean(alert.tool()),
        Formats.clean(alert.severity()),
        Formats.known(alert.since()),
        Formats.clean(alert.message()));
  }

  String key() {
    return name + " " + tool;
  }

  static boolean isFiring(AlertJson alert) {
    return alert.state().equals("firing");
  }
}
