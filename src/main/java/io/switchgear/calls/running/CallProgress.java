package io.switchgear.calls.running;

/**
 * The last report of a running call.
 *
 * @param done NaN before the first report
 * @param total in the unit of {@code done}; NaN while unknown
 * @param message one line as the tool wrote it, not cleaned; empty before the first report
 */
public record CallProgress(double done, double total, String message) {

  static final CallProgress NONE = new CallProgress(Double.NaN, Double.NaN, "");
}
