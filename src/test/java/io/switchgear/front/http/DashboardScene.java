package io.switchgear.front.http;

import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.OperatorOrder.Action;
import io.switchgear.tool.Availability.Available;
import io.switchgear.tool.Availability.Unavailable;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** A server with a dozen tools on an ordinary working day. */
final class DashboardScene {

  private static final Available BUILT_IN = new Available("built in", "");

  static final List<ScriptedTool> TOOLS =
      List.of(
          tool("dns_lookup", "Resolves names over the resolvers of this network."),
          tool("http_probe", "Asks web servers for their heads and tells what they are."),
          new ScriptedTool(
              "masscan",
              "Fast scan",
              "Sweeps large networks for open ports.",
              new Unavailable("masscan is not on this machine.", "apt-get install masscan")),
          tool("nmap", "Scans hosts and ports with nmap: services, versions, scripts."),
          tool("ping_sweep", "Tells which hosts of a network answer."),
          tool("port_scan", "Connects to TCP ports and reads what they say first."),
          tool("smb_shares", "Lists the shares that a host offers without a password."),
          tool("snmp_walk", "Reads a device's tables over SNMP."),
          tool("ssh_audit", "Tells which keys and ciphers an SSH server takes."),
          tool("tls_check", "Checks certificates and protocols of TLS servers."),
          tool("traceroute", "Tells the way to a host."),
          tool("whois", "Asks registries who holds an address."));

  private DashboardScene() {}

  private static ScriptedTool tool(String name, String description) {
    return new ScriptedTool(name, name.replace('_', ' '), description, BUILT_IN);
  }

  /** Random calls of the healthy tools. */
  static void work(Cabinet cabinet, Random chance, int calls) {
    for (int i = 0; i < calls; i++) {
      ScriptedTool tool = TOOLS.get(chance.nextInt(TOOLS.size()));
      boolean closed = cabinet.snapshot(tool.name()).state() == BreakerState.CLOSED;
      if (tool.availability() == BUILT_IN && closed) {
        long usual = 20L + 45L * TOOLS.indexOf(tool);
        long took = (long) (usual * Math.exp(chance.nextGaussian() * 0.5));
        cabinet.call(tool.name(), "{\"ms\":" + took + "}");
      }
    }
  }

  static void longCalls(Cabinet cabinet) {
    cabinet.call("nmap", "{\"hold\":\"SYN scan of 10.20.0.0/24: 163 of 256 hosts\",\"done\":64}");
    cabinet.call(
        "tls_check",
        "{\"hold\":\"shop.lab.internal:443: certificates\",\"done\":22,\"caller\":\"ci\"}");
    cabinet.call("ping_sweep", "{\"hold\":\"waiting for answers\",\"caller\":\"ann\"}");
  }

  static void trouble(Cabinet cabinet) {
    cabinet.breakDown("snmp_walk", "no answer from 10.20.0.7: the request timed out");
    cabinet.breakDown("whois", "whois.lab.internal: connection refused");
    cabinet.order("smb_shares", Action.HOLD_OPEN, "ann", "locked out accounts on the file server");
    cabinet.outcome("http_probe", "{\"fail\":\"the connection was reset\"}");
    cabinet.order("whois", Action.RESET, "ann", "registry is back");
    cabinet.breakDown("whois", "whois.lab.internal: connection refused");
    cabinet.look();
  }

  /** Runs the scene alone, for work on the page: prints its address and runs until it is killed. */
  public static void main(String[] arguments) {
    Cabinet cabinet = new Cabinet(TOOLS, Duration.ofSeconds(75));
    Random chance = new Random(7);
    System.out.println(cabinet.uri());
    longCalls(cabinet);
    boolean troubled = arguments.length > 0;
    for (int second = 0; ; second++) {
      work(cabinet, chance, 4);
      if (troubled && second == 20) {
        trouble(cabinet);
      }
      cabinet.look();
      LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
    }
  }
}
