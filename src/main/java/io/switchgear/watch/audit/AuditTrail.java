package io.switchgear.watch.audit;

/** Takes note of decisions. Never blocks, never throws; used by many threads. */
@FunctionalInterface
public interface AuditTrail {

  /** Takes no note. */
  AuditTrail NONE = record -> {};

  void record(AuditRecord record);
}
