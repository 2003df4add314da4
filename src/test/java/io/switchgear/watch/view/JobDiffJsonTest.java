package io.switchgear.watch.view;

import static io.switchgear.scan.SampleHosts.group;
import static io.switchgear.scan.SampleHosts.open;
import static io.switchgear.scan.SampleHosts.silent;
import static io.switchgear.scan.SampleHosts.unscanned;
import static io.switchgear.scan.SampleHosts.up;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.scan.SampleJobs;
import io.switchgear.scan.compare.JobComparison;
import io.switchgear.scan.job.JobState;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.Scan;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobDiffJsonTest {

  @Test
  void namesAreInSnakeCase() {
    List<Port> old = List.of(open(22, "ssh", "OpenSSH", "9.2"));
    List<Port> now = List.of(open(22, "ssh", "OpenSSH", "9.6"));
    SampleJobs before =
        SampleJobs.of(
            JobState.COMPLETED,
            List.of(
                up("10.0.0.1", "one", old, group("closed", 1, 9, old)),
                silent("10.0.0.2"),
                silent("10.0.0.3")));
    SampleJobs after =
        SampleJobs.of(
            JobState.PARTIAL,
            List.of(
                up("10.0.0.1", "one", now, group("filtered", 1, 9, now)),
                up("10.0.0.2", "", old),
                unscanned("10.0.0.3", Scan.TIMED_OUT)));
    JobComparison found =
        JobComparison.of(
            before.job(), before.hosts().iterator(), after.job(), after.hosts().iterator(), 10);
    assertEquals(
        """
        {"before":{"id":"0123456789abcdef0123456789abcdef","name":"","tool":"nmap","state":"completed",\
        "whole":true,"coverage":"Complete: 3 hosts scanned.","finished_at":"2030-01-07T08:14:31Z"},\
        "after":{"id":"0123456789abcdef0123456789abcdef","name":"","tool":"nmap","state":"partial",\
        "whole":false,"coverage":"Partial: 3 of 3 hosts done, 0 without a result.",\
        "finished_at":"2030-01-07T08:14:31Z"},\
        "same":false,"same_arguments":true,\
        "counts":{"hosts_compared":2,"hosts_same":0,"hosts_came":1,"hosts_went":0,\
        "hosts_changed":1,"ports_came":1,"ports_went":0,"ports_changed":1,"hosts_uncovered":1},\
        "changes":[\
        {"address":"10.0.0.1","names":["one"],"kind":"changed","fields":[],\
        "ports":[{"port":22,"protocol":"tcp","kind":"changed","changed":["version"],\
        "before":{"state":"open","service":"ssh","product":"OpenSSH","version":"9.2","extra_info":""},\
        "after":{"state":"open","service":"ssh","product":"OpenSSH","version":"9.6","extra_info":""}}],\
        "more_ports":0,"others":[{"before":"closed","after":"filtered","count":9,"ports":"1-9"}]},\
        {"address":"10.0.0.2","names":[],"kind":"came","fields":[],\
        "ports":[{"port":22,"protocol":"tcp","kind":"came","changed":[],"before":null,\
        "after":{"state":"open","service":"ssh","product":"OpenSSH","version":"9.2","extra_info":""}}],\
        "more_ports":0,"others":[]}],\
        "more_changes":0,\
        "uncovered":[{"side":"after","reason":"timed_out","hosts":1,"addresses":["10.0.0.3"],\
        "more_ranges":0,"ports":""}]}\
        """,
        ViewMapper.text(JobDiffJson.of(found)));
  }
}
