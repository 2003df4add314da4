package io.switchgear.scan.schedule;

/** A value of a schedule is not allowed. The message says which, why, and what is allowed. */
public final class InvalidSchedule extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String field;

  /**
   * @param field as on the wire
   * @param fault what is wrong with it, for {@code field: fault}
   */
  public InvalidSchedule(String field, String fault, String allowed) {
    super(field + ": " + fault + "; allowed is " + allowed);
    this.field = field;
  }

  public String field() {
    return field;
  }
}
