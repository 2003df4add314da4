package io.switchgear.tools.process;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The network addresses that the processes of one run may reach. The kernel rejects everything
 * else. docs/adr/0024 describes what it stops and what it does not.
 *
 * @param blocks non-overlapping addresses and CIDR blocks, IPv4 or IPv6
 * @param resolvers addresses of DNS servers, reachable at port 53 only; empty if no names are
 *     resolved
 */
public record Fence(List<String> blocks, List<String> resolvers) {

  private static final Pattern BLOCK = Pattern.compile("[0-9a-fA-F.:]{2,45}(/[0-9]{1,3})?");

  public Fence {
    blocks = List.copyOf(blocks);
    resolvers = List.copyOf(resolvers);
    for (List<String> list : List.of(blocks, resolvers)) {
      for (String block : list) {
        if (!BLOCK.matcher(block).matches()) {
          throw new IllegalArgumentException(
              "\"" + block + "\" is not an address or a CIDR block: a fence needs one of these");
        }
      }
    }
  }
}
