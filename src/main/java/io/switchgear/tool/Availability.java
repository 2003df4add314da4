package io.switchgear.tool;

/** Whether a tool can run on this machine. */
public sealed interface Availability {

  /**
   * @param version of what does the work, for people: {@code "nmap 7.93"}, {@code "built in"}
   * @param limits what will be done otherwise than asked, one sentence; empty when nothing
   */
  record Available(String version, String limits) implements Availability {}

  /**
   * @param reason what is missing
   * @param remedy the line to run, or the key to set
   */
  record Unavailable(String reason, String remedy) implements Availability {}
}
