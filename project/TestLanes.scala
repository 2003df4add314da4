import sbt._
import sbt.Keys._

/** Test lanes by JUnit's `@Tag`; docs/tests.md describes each tag. */
object TestLanes {

  /** The tests without a tag: they start no process, open no socket and show no page. */
  val UnitTest = config("unit").extend(Test)

  /** The pictures of the dashboard. */
  val Screenshots = config("screenshots").extend(Test)

  val testUnit = taskKey[Unit]("Runs the tests without a tag, which need nothing but the JVM")
  val screenshots = taskKey[Unit]("Takes pictures of the dashboard into target/screenshots")
  val testTags = taskKey[Map[String, Set[String]]]("Each test class with its tags")

  /** For a project with tests. `test` then runs all tests except the screenshots. */
  val settings: Seq[Setting[_]] =
    Seq(UnitTest, Screenshots).flatMap(inConfig(_)(likeTest)) ++ Seq(
      testTags := (Test / unmanagedSources).value.map(tagsOf).toMap,
      Test / testGrouping := groups((Test / definedTests).value, testTags.value, (Test / forkOptions).value),
      Test / test / testOptions += lane(testTags.value)(!_.contains("screenshots")),
      // Does not inherit the options of Test, and so does not run testPrerequisites.
      UnitTest / testOptions := Seq(lane(testTags.value)(_.isEmpty)),
      UnitTest / testGrouping := halves((Test / definedTests).value, (Test / forkOptions).value),
      Screenshots / testOptions += lane(testTags.value)(_.contains("screenshots")),
      testUnit := (UnitTest / test).value,
      screenshots := (Screenshots / test).value
    )

  /** sbt's default limits, but with two test JVMs at a time instead of one. */
  val sideBySide: Seq[Tags.Rule] =
    Seq(Tags.limitAll(EvaluateTask.SystemProcessors max 2), Tags.limit(Tags.ForkedTestGroup, 2), Tags.exclusiveGroup(Tags.Clean))

  // The JUnit plugin finds tests in the Test configuration only.
  private def likeTest = Defaults.testTasks :+ (definedTests := (Test / definedTests).value)

  /**
   * Two JVMs. Tests in the first wait for other processes most of the time; tests in the second
   * compute. Tests in one JVM run one after the other.
   */
  private def groups(tests: Seq[TestDefinition], tags: Map[String, Set[String]], options: ForkOptions) = {
    val (outside, inside) = tests.partition(test => tags.getOrElse(test.name, Set.empty)("process"))
    Seq(group("process", outside, options), group("jvm", inside, options))
  }

  /** The first and the second half of the packages, in two JVMs. */
  private def halves(tests: Seq[TestDefinition], options: ForkOptions) = {
    val (one, two) = tests.sortBy(_.name).partition(_.name < "io.switchgear.mcp")
    Seq(group("first", one, options), group("second", two, options))
  }

  private def group(name: String, tests: Seq[TestDefinition], options: ForkOptions) =
    Tests.Group(name, tests, Tests.SubProcess(options))

  private def lane(tags: Map[String, Set[String]])(belongs: Set[String] => Boolean) =
    Tests.Filter(name => belongs(tags.getOrElse(name, Set.empty)))

  private val packageLine = """package ([\w.]+);""".r
  private val tagLine = """@Tag\("(\w+)"\)""".r

  private def tagsOf(source: File): (String, Set[String]) = {
    val lines = IO.readLines(source)
    val name = lines.collectFirst { case packageLine(in) => s"$in.${source.base}" }
    name.getOrElse(source.base) -> lines.collect { case tagLine(tag) => tag }.toSet
  }
}
