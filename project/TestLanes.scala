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

  /** sbt's default limits, but with three test JVMs at a time instead of one. */
  val sideBySide: Seq[Tags.Rule] =
    Seq(Tags.limitAll(EvaluateTask.SystemProcessors max 3), Tags.limit(Tags.ForkedTestGroup, 3), Tags.exclusiveGroup(Tags.Clean))

  // The JUnit plugin finds tests in the Test configuration only.
  private def likeTest = Defaults.testTasks :+ (definedTests := (Test / definedTests).value)

  /**
   * Three JVMs. Tests in the first two wait for other processes most of the time, those of the first
   * with PostgreSQL, which it starts once; tests in the third compute. Tests in one JVM run one after
   * the other.
   */
  private def groups(tests: Seq[TestDefinition], tags: Map[String, Set[String]], options: ForkOptions) = {
    val (outside, inside) = tests.partition(test => tags.getOrElse(test.name, Set.empty)("process"))
    val (database, others) = outside.partition(test => tags.getOrElse(test.name, Set.empty)(usesPostgres))
    Seq(group("database", database, options), group("process", others, options), group("jvm", inside, options))
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

  /** Not a tag of JUnit: it is seen from the source. */
  private val usesPostgres = "(postgres)"

  private val packageLine = """package ([\w.]+);""".r
  private val tagLine = """@Tag\("(\w+)"\)""".r

  private def tagsOf(source: File): (String, Set[String]) = {
    val lines = IO.readLines(source)
    val name = lines.collectFirst { case packageLine(in) => s"$in.${source.base}" }
    val tags = lines.collect { case tagLine(tag) => tag }.toSet
    val postgres = tags.nonEmpty && lines.exists(line => line.contains("Postgres.") || line.contains("ClusterLab("))
    name.getOrElse(source.base) -> (if (postgres) tags + usesPostgres else tags)
  }
}
