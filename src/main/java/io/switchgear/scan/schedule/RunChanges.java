package io.switchgear.scan.schedule;

import io.switchgear.tool.CborSerializable;

/**
 * What changed between two runs, in numbers.
 *
 * @param hostsCame hosts that are up now and were not before
 * @param hostsGone hosts that were up before and are not now
 * @param hostsChanged hosts that are in both and differ
 * @param portsOpened ports that are open now and were not before
 * @param portsClosed ports that were open before and are not now
 * @param portsChanged ports that are open in both, with another service or version
 * @param notCompared hosts that only one of the runs covered
 */
public record RunChanges(
    long hostsCame,
    long hostsGone,
    long hostsChanged,
    long portsOpened,
    long portsClosed,
    long portsChanged,
    long notCompared)
    implements CborSerializable {

  /** Whether something changed; hosts that cannot be compared do not count. */
  public boolean any() {
    return hostsCame + hostsGone + hostsChanged + portsOpened + portsClosed + portsChanged > 0;
  }
}
