package io.switchgear.watch.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The newest audit records, and the state of the audit.
 *
 * @param records as they stand in the files, newest first
 * @param message absent if all records could be read
 * @param head the last record written
 * @param waiting records not yet written
 * @param lost records dropped because too many waited
 * @param trouble why the last write failed; absent if it did not
 */
public record AuditJson(
    List<JsonNode> records,
    @JsonInclude(Include.NON_ABSENT) Optional<String> message,
    String head,
    int waiting,
    long lost,
    @JsonInclude(Include.NON_ABSENT) Optional<String> trouble) {

  /**
   * What a list shows of an audit record.
   *
   * @param seq counts up from 1 within a chain
   * @param outcome how a call ended; empty for records of other kinds
   * @param rule what refused; empty if nothing did
   * @param count how many equal refusals the record stands for; absent for one
   */
  public record Entry(
      long seq,
      String time,
      String who,
      String what,
      List<String> targets,
      String decision,
      String outcome,
      String rule,
      OptionalLong count) {}
}
