package io.switchgear.watch.view;

import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import java.util.List;
import java.util.stream.Stream;

/**
 * The caller, what the caller is permitted, and which server this is.
 *
 * @param permissions names of the scopes
 */
public record CallerJson(String name, List<String> permissions, Server server) {

  public static CallerJson of(Caller caller, Server server) {
    return new CallerJson(
        caller.name(),
        Stream.of(Permission.values()).filter(caller::may).map(Permission::wire).toList(),
        server);
  }

  /**
   * One of the servers that an operator watches.
   *
   * @param version of the program
   * @param host the machine's name
   * @param jobs whether it has scan jobs
   * @param node its name among the nodes of its cluster, as its events have it
   */
  public record Server(String version, String host, boolean jobs, String node) {}
}
