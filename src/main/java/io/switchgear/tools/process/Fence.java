package io.switchgear.tools.process;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What the processes of one run may reach over the network; the kernel refuses everything else.
 * docs/adr/0024 says what it stops and what it does not.
 *
 * @param blocks addresses and CIDR blocks, IPv4 or IPv6, that do not overlap
 * @param resolvers addresses of name servers, which may be reached at port 53 only; empty if no
 *     names are wanted
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
              "\"" + block + "\" is no address and no CIDR block: a fence needs one of these");
        }
      }
    }
  }
}
