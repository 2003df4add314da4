package io.switchgear.scan.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.scan.Python;
import io.switchgear.scan.SampleJobs;
import io.switchgear.scan.compare.HostChange.PortChange;
import io.switchgear.scan.compare.ScanPairs.Pair;
import io.switchgear.scan.compare.Uncovered.Reason;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.report.ReportFormat;
import io.switchgear.scan.report.Reports;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.PortGroup;
import io.switchgear.tool.hosts.Ranges;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real ndiff and this comparison, on the same pairs of exported scans. */
@Tag("process")
class NdiffAgreementTest {

  private static final int PAIRS = 200;

  private static final Set<Reason> WITHOUT_A_RESULT =
      Set.of(Reason.NOT_IN_TARGETS, Reason.EXCLUDED, Reason.NOT_DONE, Reason.ABSENT);

  @TempDir Path folder;

  private List<Pair> pairs(Function<ScanPairs, Pair> kind) throws Exception {
    List<Pair> pairs = new ArrayList<>();
    for (int seed = 0; seed < PAIRS; seed++) {
      Pair pair = kind.apply(new ScanPairs(seed));
      pairs.add(pair);
      export(seed + "-a.xml", pair.before());
      export(seed + "-b.xml", pair.after());
    }
    Python.run(folder, "ndiff-pairs.py", folder.toString());
    return pairs;
  }

  private void export(String file, List<Host> hosts) throws Exception {
    SampleJobs job = SampleJobs.of(JobState.COMPLETED, hosts);
    Files.write(folder.resolve(file), Reports.bytes(ReportFormat.XML, job));
  }

  private static JobComparison compare(Pair pair, SampleJobs before, SampleJobs after) {
    return JobComparison.of(
        before.job(), before.hosts().iterator(), after.job(), after.hosts().iterator(), 1_000);
  }

  private static Function<String, Host> byAddress(List<Host> hosts) {
    Map<String, Host> all = hosts.stream().collect(Collectors.toMap(Host::address, host -> host));
    return all::get;
  }

  @Test
  void bothFindTheSameDifferences() throws Exception {
    List<Pair> pairs = pairs(ScanPairs::whole);
    int differences = 0;
    for (int seed = 0; seed < PAIRS; seed++) {
      Pair pair = pairs.get(seed);
      JobComparison ours =
          compare(
              pair,
              SampleJobs.of(JobState.COMPLETED, pair.before()),
              SampleJobs.of(JobState.COMPLETED, pair.after()));
      Set<String> theirs =
          NdiffXml.read(
              folder.resolve(seed + "-diff.xml"),
              byAddress(pair.before()),
              byAddress(pair.after()));
      assertEquals(List.of(), ours.uncovered(), "seed " + seed);
      assertEquals(lines(theirs), lines(comparable(words(pair, ours), theirs)), "seed " + seed);
      differences += theirs.size();
    }
    assertTrue(differences > PAIRS * 10, differences + " differences");
  }

  /** ndiff does not look into hosts whose name changed. */
  private static Set<String> comparable(Set<String> ours, Set<String> theirs) {
    Set<String> renamed =
        theirs.stream()
            .filter(word -> word.endsWith(" names"))
            .map(word -> word.split(" ")[0])
            .collect(Collectors.toSet());
    return ours.stream()
        .filter(word -> word.endsWith(" names") || !renamed.contains(word.split(" ")[0]))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** ndiff takes all that one scan did not cover for changes; here it is named as such. */
  @Test
  void whatOnlyNdiffFindsIsNotCovered() throws Exception {
    List<Pair> pairs = pairs(ScanPairs::withGaps);
    int onlyNdiff = 0;
    for (int seed = 0; seed < PAIRS; seed++) {
      Pair pair = pairs.get(seed);
      SampleJobs before = SampleJobs.of(JobState.COMPLETED, pair.before());
      SampleJobs after = SampleJobs.of(JobState.COMPLETED, pair.after());
      JobComparison ours = compare(pair, before, after.withArgument("ports", "1-10"));
      Set<String> theirs =
          NdiffXml.read(
              folder.resolve(seed + "-diff.xml"),
              byAddress(pair.before()),
              byAddress(pair.after()));
      Set<String> found = comparable(words(pair, ours), theirs);
      Set<String> uncovered =
          ours.uncovered().stream()
              .flatMap(one -> Ranges.addresses(String.join(",", one.addresses()), 1_000).stream())
              .collect(Collectors.toSet());
      ours.uncovered().stream()
          .filter(one -> WITHOUT_A_RESULT.contains(one.reason()))
          .flatMap(one -> Ranges.addresses(String.join(",", one.addresses()), 1_000).stream())
          .forEach(
              address ->
                  assertTrue(
                      found.stream().noneMatch(word -> word.startsWith(address + " ")), address));
      for (String word : theirs) {
        String address = word.split(" ")[0];
        boolean trait = word.matches(".* (names|mac|os|scripts|service|others .*)");
        if (!found.contains(word) && !uncovered.contains(address) && !trait) {
          assertEquals("found, or not covered", word, "seed " + seed + " " + ours.uncovered());
        }
        onlyNdiff += found.contains(word) ? 0 : 1;
      }
      Set<String> more = new TreeSet<>(found);
      more.removeAll(theirs);
      more.removeIf(word -> word.contains(" others "));
      assertEquals(Set.of(), more, "seed " + seed + ": only ours");
    }
    assertTrue(onlyNdiff > PAIRS, onlyNdiff + " differences that cannot be told");
  }

  private static String lines(Set<String> words) {
    return String.join("\n", words);
  }

  /** In the words of {@link NdiffXml}, without what ndiff does not compare. */
  private static Set<String> words(Pair pair, JobComparison comparison) {
    Set<String> words = new TreeSet<>();
    for (HostChange change : comparison.changes()) {
      String address = change.address();
      switch (change.kind()) {
        case CAME -> words.add(address + " came");
        case WENT -> words.add(address + " went");
        case CHANGED -> {
          change.fields().forEach(field -> words.add(address + " " + field.field()));
          Host was = byAddress(pair.before()).apply(address);
          Host is = byAddress(pair.after()).apply(address);
          change.ports().stream()
              .filter(port -> !isExtra(was, port) || !isExtra(is, port))
              .forEach(port -> words(address + " " + port.port(), port, words));
          Map<String, Long> others = others(was, is, change);
          if (!others.isEmpty()) {
            words.add(address + " others " + others);
          }
        }
      }
    }
    return words;
  }

  /** ndiff ignores ports that have a state of a group in both scans. */
  private static boolean isExtra(Host host, PortChange change) {
    return host.ports().stream()
        .filter(port -> port.port() == change.port())
        .allMatch(
            port -> host.others().stream().map(PortGroup::state).anyMatch(port.state()::equals));
  }

  private static void words(String place, PortChange change, Set<String> words) {
    for (String field : change.changed()) {
      words.add(
          place
              + switch (field) {
                case "state" -> " state";
                case "banner", "scripts" -> " scripts";
                default -> " service";
              });
    }
  }

  /** By how much the numbers of unlisted ports change, as the changes say. */
  private static Map<String, Long> others(Host was, Host is, HostChange change) {
    Map<String, Long> counts = new TreeMap<>();
    for (HostChange.PortMove move : change.others()) {
      counts.merge(move.before(), -move.count(), Long::sum);
      counts.merge(move.after(), move.count(), Long::sum);
    }
    Set<Integer> listed = was.ports().stream().map(Port::port).collect(Collectors.toSet());
    Set<Integer> now = is.ports().stream().map(Port::port).collect(Collectors.toSet());
    listed.stream()
        .filter(port -> !now.contains(port))
        .forEach(port -> counts.merge(group(is, port), 1L, Long::sum));
    now.stream()
        .filter(port -> !listed.contains(port))
        .forEach(port -> counts.merge(group(was, port), -1L, Long::sum));
    counts.values().removeIf(count -> count == 0);
    return counts;
  }

  private static String group(Host host, int port) {
    return ProbedPorts.of(host).state(new PortKey(port, "tcp")).orElse("hidden");
  }
}
