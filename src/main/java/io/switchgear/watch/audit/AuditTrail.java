package io.switchgear.watch.audit;

/** Records decisions. Never blocks, never throws; used by many threads. */
@FunctionalInterface
public interface AuditTrail {

  /** Records nothing. */
  AuditTrail NONE = record -> {};

  void record(AuditRecord record);
}
