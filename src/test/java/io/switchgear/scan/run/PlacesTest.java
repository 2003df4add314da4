package io.switchgear.scan.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.config.Settings;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.sql.JobTable.OpenJob;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacesTest {

  /** As {@code scan ann running}, with {@code call} and {@code waits} behind it. */
  private static OpenJob job(String text) {
    String[] words = text.strip().split(" ");
    return new OpenJob(
        text,
        JobState.of(words[2]).orElseThrow(),
        words[0],
        words[1],
        Arrays.asList(words).contains("call"),
        Arrays.asList(words).contains("waits"),
        false);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a free place             |                                            | scan ann queued |"
            + " true",
        "the limit in all         | scan bob running, scan bob running, scan cat running | scan ann"
            + " queued | false",
        "the principal's limit    | scan ann running, scan ann planning        | scan ann queued |"
            + " false",
        "the limit of another     | scan bob running, scan bob running         | scan ann queued |"
            + " true",
        "stopping jobs count      | scan ann pausing, scan ann cancelling      | scan ann queued |"
            + " false",
        "jobs that wait do not    | scan ann running waits, scan ann running waits | other ann"
            + " queued | true",
        "but for the same tool    | scan ann running waits, scan ann running waits | scan ann"
            + " queued | false",
        "unless it has another's  | scan bob running waits, scan bob running waits | scan ann"
            + " queued | true",
        "one call begins at once  | scan bob planning call                     | scan ann queued"
            + " call | false",
        "calls of other tools do  | other bob planning call                    | scan ann queued"
            + " call | true",
        "a call that runs is past | scan bob running call                      | scan ann queued"
            + " call | true",
        "jobs do not wait for it  | scan bob planning call                     | scan ann queued |"
            + " true",
        "nor a call for jobs      | scan bob planning                          | scan ann queued"
            + " call | true",
      })
  void aJobBeginsWhereThereIsAPlace(String why, String taken, String asked, boolean begins) {
    Places places =
        new Places(
            Settings.load(
                    Optional.empty(),
                    Map.of(
                        "switchgear.jobs.max-running",
                        "3",
                        "switchgear.jobs.max-running-per-principal",
                        "2"))
                .jobs());
    if (taken != null) {
      Arrays.stream(taken.split(",")).map(PlacesTest::job).forEach(places::take);
    }
    assertEquals(begins, places.mayBegin(job(asked)), why);
  }
}
