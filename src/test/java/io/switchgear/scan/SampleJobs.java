package io.switchgear.scan;

import static io.switchgear.scan.SampleHosts.group;
import static io.switchgear.scan.SampleHosts.open;
import static io.switchgear.scan.SampleHosts.saying;
import static io.switchgear.scan.SampleHosts.silent;
import static io.switchgear.scan.SampleHosts.traits;
import static io.switchgear.scan.SampleHosts.unscanned;
import static io.switchgear.scan.SampleHosts.up;
import static io.switchgear.scan.SampleHosts.with;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobHost;
import io.switchgear.scan.job.JobProblem;
import io.switchgear.scan.job.JobProgress;
import io.switchgear.scan.job.JobState;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.Scan;
import io.switchgear.tool.hosts.HostFindings.Script;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/** Jobs with their hosts, as the tables return them. */
public record SampleJobs(Job job, List<JobProblem> problems, List<JobHost> hosts) {

  public static final Instant STARTED = Instant.parse("2030-01-07T08:00:00Z");
  public static final Instant ENDED = Instant.parse("2030-01-07T08:14:31Z");
  public static final String ID = "0123456789abcdef0123456789abcdef";

  /** A job that ended, with these hosts as its targets. */
  public static SampleJobs of(JobState state, List<Host> hosts, JobProblem... problems) {
    return of("", state, hosts.stream().map(Host::address).toList(), List.of(), hosts, problems);
  }

  public static SampleJobs of(
      String name,
      JobState state,
      List<String> targets,
      List<String> exclude,
      List<Host> hosts,
      JobProblem... problems) {
    ObjectNode arguments = JsonNodeFactory.instance.objectNode();
    targets.forEach(arguments.withArray("targets")::add);
    arguments.put("ports", "1-1024").put("service_detection", true);
    List<JobProblem> all = List.of(problems);
    Job job =
        new Job(
            ID,
            name,
            "nmap",
            "alice",
            arguments,
            targets.stream().limit(256).toList(),
            state,
            "",
            OptionalInt.empty(),
            5,
            Optional.empty(),
            OptionalInt.empty(),
            exclude,
            "",
            new JobProgress(
                hosts.size(),
                hosts.size(),
                hosts.stream().filter(Host::isUp).count(),
                hosts.stream().mapToLong(Host::openPorts).sum(),
                1,
                1,
                0,
                10),
            List.of(),
            all.stream().limit(Job.MAX_PROBLEMS).toList(),
            all.size(),
            STARTED.minusSeconds(3),
            Optional.of(STARTED),
            state.isFinal() ? Optional.of(ENDED) : Optional.empty(),
            ENDED);
    return new SampleJobs(
        job, all, hosts.stream().map(host -> new JobHost(ID, host, ENDED)).toList());
  }

  /** A copy of the job with another number of hosts to scan. */
  public SampleJobs ofTotal(long total) {
    JobProgress now = job.progress();
    return copy(
        job.arguments(),
        new JobProgress(
            total,
            now.hostsDone(),
            now.hostsUp(),
            now.openPorts(),
            now.blocksTotal(),
            now.blocksDone(),
            now.blocksFailed(),
            now.hostsPerSecond()));
  }

  /** A copy of the job with another argument. */
  public SampleJobs withArgument(String argument, String value) {
    return copy(job.arguments().deepCopy().put(argument, value), job.progress());
  }

  private SampleJobs copy(ObjectNode arguments, JobProgress progress) {
    Job other =
        new Job(
            job.id(),
            job.name(),
            job.tool(),
            job.principal(),
            arguments,
            job.targets(),
            job.state(),
            job.waiting(),
            job.place(),
            job.priority(),
            job.deadline(),
            job.rate(),
            job.exclude(),
            job.schedule(),
            progress,
            job.running(),
            job.problems(),
            job.problemsInAll(),
            job.createdAt(),
            job.startedAt(),
            job.finishedAt(),
            job.updatedAt());
    return new SampleJobs(other, problems, hosts);
  }

  /**
   * An office: servers in 10.20.0.0/24, desks in 10.20.1.0/24, devices in 10.20.8.0/26 and a few
   * hosts with IPv6. Some addresses are excluded, one block was lost, and two hosts timed out.
   */
  public static SampleJobs office() {
    Random random = new Random(7);
    List<Host> hosts = new ArrayList<>();
    for (int last = 0; last < 256; last++) {
      if (last < 248) {
        hosts.add(server("10.20.0." + last, last, random));
      }
    }
    for (int last = 0; last < 256; last++) {
      hosts.add(desk("10.20.1." + last, last, random));
    }
    for (int last = 0; last < 32; last++) {
      hosts.add(device("10.20.8." + last, last, random));
    }
    for (int last = 0; last < 16; last++) {
      hosts.add(server("fd00:20::" + (last == 0 ? "" : Integer.toHexString(last)), last, random));
    }
    return of(
            "Office network, quarterly",
            JobState.PARTIAL,
            List.of("10.20.0.0/24", "10.20.1.0/24", "10.20.8.0/26", "fd00:20::/124"),
            List.of("10.20.0.248/29"),
            hosts,
            new JobProblem(
                "timed_out",
                2,
                "10.20.1.77,10.20.1.200",
                "The time limit of 15 min per host was reached. Scan these hosts alone, or raise"
                    + " host_timeout_seconds.",
                ENDED.minusSeconds(60)),
            new JobProblem(
                "local_failure",
                1,
                "10.20.8.9",
                "This machine has no route to the host. Check the routes of the node scan-2.",
                ENDED.minusSeconds(30)),
            new JobProblem(
                "deadline",
                32,
                "10.20.8.32-10.20.8.63",
                "The deadline of the job came before these hosts were scanned. Start a job for"
                    + " them.",
                ENDED))
        .ofTotal(hosts.size() + 32);
  }

  private static Host server(String address, int last, Random random) {
    if (last == 0 || random.nextInt(100) < 45) {
      return silent(address);
    }
    List<Port> ports = new ArrayList<>();
    ports.add(saying(open(22, "ssh", "OpenSSH", random.nextInt(4) == 0 ? "8.4p1" : "9.2p1"), ""));
    switch (random.nextInt(5)) {
      case 0 -> {
        ports.add(open(25, "smtp", "Postfix smtpd", ""));
        ports.add(open(587, "submission", "Postfix smtpd", ""));
        ports.add(open(993, "imaps", "Dovecot imapd", ""));
      }
      case 1, 2 -> {
        ports.add(open(80, "http", "nginx", "1.22.1"));
        ports.add(
            saying(
                open(443, "https", "nginx", "1.22.1"),
                "",
                new Script("http-title", "Intranet <b>start</b> page"),
                new Script("ssl-cert", "Subject: commonName=srv" + last + ".lab.internal")));
      }
      case 3 -> ports.add(open(5432, "postgresql", "PostgreSQL DB", "15.4 - 15.6"));
      default -> {}
    }
    Host host = up(address, "srv" + last + ".lab.internal", ports, group("closed", 1, 1024, ports));
    return with(host, traits("", "", "Linux 5.0 - 6.2"));
  }

  private static Host desk(String address, int last, Random random) {
    if (last == 77 || last == 200) {
      return up(address, "", List.of()).withScan(Scan.TIMED_OUT);
    }
    if (last == 0 || last == 255 || random.nextInt(100) < 40) {
      return silent(address);
    }
    String mac = "02:00:0A:14:01:%02X".formatted(last);
    List<Port> ports = new ArrayList<>();
    if (random.nextInt(3) == 0) {
      ports.add(open(135, "msrpc", "Microsoft Windows RPC", ""));
      ports.add(open(139, "netbios-ssn", "Microsoft Windows netbios-ssn", ""));
      ports.add(open(445, "microsoft-ds", "", ""));
      Host host = up(address, "desk-" + last, ports, group("filtered", 1, 1024, ports));
      return with(host, traits(mac, "Example Computers", "Microsoft Windows 11 21H2"));
    }
    return with(up(address, "", ports, group("closed", 1, 1024, ports)), traits(mac, "Lab", ""));
  }

  private static Host device(String address, int last, Random random) {
    if (last == 9) {
      return unscanned(address, Scan.LOCAL_FAILURE);
    }
    if (random.nextInt(3) == 0) {
      return silent(address);
    }
    List<Port> ports =
        List.of(
            open(80, "http", "lighttpd", ""),
            saying(
                open(631, "ipp", "CUPS", "2.4"),
                "",
                new Script("http-title", "Printer <script>alert(1)</script>")));
    Host host = up(address, "", ports, group("closed", 1, 1024, ports));
    return with(host, traits("02:00:0A:14:08:%02X".formatted(last), "Printer & Co", ""));
  }
}
