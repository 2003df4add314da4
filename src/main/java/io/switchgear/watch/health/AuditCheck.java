package io.switchgear.watch.health;

import io.switchgear.config.AuditSettings;
import io.switchgear.config.AuditSettings.OnFailure;
import io.switchgear.tool.Quantity;
import io.switchgear.watch.audit.AuditLog;
import io.switchgear.watch.health.HealthCheck.Finding;

/** Checks whether the audit log can be written. */
public final class AuditCheck {

  private final AuditLog log;
  private final AuditSettings settings;

  public AuditCheck(AuditLog log, AuditSettings settings) {
    this.log = log;
    this.settings = settings;
  }

  /** The current state of the audit writer. */
  public Finding finding() {
    AuditLog.Condition condition = log.condition();
    if (condition.trouble().isPresent()) {
      return Finding.unhealthy(
          "The audit log cannot be written (%s); %s waiting, %d lost. %s Check the disk and the data folder."
              .formatted(
                  condition.trouble().get(),
                  Quantity.of(condition.waiting(), "record"),
                  condition.lost(),
                  settings.onFailure() == OnFailure.REFUSE
                      ? "Calls are refused until it can be written."
                      : "Calls are still accepted."));
    }
    return condition.lost() > 0
        ? Finding.degraded(
            "Audit records arrive faster than they can be written; %s lost."
                .formatted(Quantity.are(condition.lost(), "record")))
        : Finding.healthy("Written up to record %d.".formatted(log.head().seq()));
  }
}
