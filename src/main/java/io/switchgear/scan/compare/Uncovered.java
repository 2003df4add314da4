package io.switchgear.scan.compare;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/**
 * What cannot be compared because one job did not cover it.
 *
 * @param side the job that did not cover it
 * @param hosts number of hosts
 * @param addresses the first ranges, such as {@code 10.0.0.2-10.0.0.9}
 * @param moreRanges number of further ranges
 * @param ports the ports that were not covered, such as {@code 1-79,U:53}; empty for the whole host
 */
public record Uncovered(
    Side side, Reason reason, long hosts, List<String> addresses, int moreRanges, String ports) {

  public Uncovered {
    addresses = List.copyOf(addresses);
  }

  /** Why it was not covered. */
  public enum Reason {
    /** The address is not in the targets. */
    NOT_IN_TARGETS("not in the job's targets"),
    /** The address was excluded on request. */
    EXCLUDED("excluded on request"),
    /** The address is in the targets and has no result: not reached, or still to come. */
    NOT_DONE("no result"),
    /** No result, and the list of targets is not whole. */
    ABSENT("no result, or not in the job's targets"),
    /** The time limit of the host was reached. */
    TIMED_OUT("the scan of the host timed out"),
    /** The scan was stopped. */
    STOPPED("the scan of the host was stopped"),
    /** The scanning machine could not send. */
    LOCAL_FAILURE("the scanning machine could not send"),
    /** These ports were not probed. */
    PORTS_NOT_PROBED("these ports were not probed"),
    /** The result does not have all probed ports, and the jobs have different arguments. */
    PORTS_NOT_RECORDED("the result does not say whether these ports were probed"),
    /** The job had no service detection, or it found nothing, and the other had. */
    SERVICES_NOT_PROBED("the services on these ports were not identified");

    private final String wire = name().toLowerCase(Locale.ROOT);
    private final String words;

    Reason(String words) {
      this.words = words;
    }

    @JsonValue
    public String wire() {
      return wire;
    }

    /** For people, without a full stop. */
    public String words() {
      return words;
    }
  }
}
