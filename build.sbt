ThisBuild / organization := "io.switchgear"
ThisBuild / version := "0.1.0"

// Benchmarks: src/jmh, compiled with the tests' class path, run with `Jmh/run`.
lazy val Jmh = config("jmh").extend(Test)

val benchmarks = taskKey[File]("Compiles src/jmh and writes its class path, for the scripts in bench")

val testPrerequisites = taskKey[Unit]("Installs the programs that the tests need, or says how to install them")

val shellFiles = taskKey[Seq[(File, String)]]("Runs the program to write its man pages and its completion script for the package")

// The JVM that runs the build.
def findJava: String = (file(sys.props("java.home")) / "bin" / "java").getPath

// Options for every JVM that the build starts.
def forkedJvm: Seq[String] = {
  ForkedProcesses.endWithSbt
  Seq("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-Djava.awt.headless=true")
}

// Settings that the application and the breaker module share. The library runs on older JVMs than the application.
def compiledFor(release: Int) = Seq(
  licenses := Seq(License.Apache2),
  crossPaths := false,
  autoScalaLibrary := false,
  // No Scala is compiled, but sbt analyses the compiled classes with the Scala library of this version.
  scalaVersion := Dependencies.scala,
  Compile / javacOptions ++=
    Seq("--release", release.toString, "-parameters", "-Xlint:all", "-Werror", "-proc:none", "-encoding", "UTF-8"),
  Compile / doc / javacOptions := Seq("--release", release.toString, "-Xdoclint:none", "-quiet"),
  Test / javacOptions := (Compile / javacOptions).value,
  Test / fork := true,
  Test / javaOptions ++= forkedJvm,
  // A probe of the actor test kit waits as long as the tests' own waits do, not three seconds.
  Test / javaOptions += "-Dpekko.actor.testkit.typed.single-expect-default=90s",
  Test / testForkedParallel := false,
  // Without colours: their filter throws at a failure whose message has escape sequences, and then the failure is not counted.
  Test / testOptions += Tests.Argument(jupiterTestFramework, "-n")
)

// The breaker as a library, without tools, metrics library and configuration file.
lazy val breaker = (project in file("breaker"))
  .configs(TestLanes.UnitTest, TestLanes.Screenshots)
  .settings(compiledFor(21))
  .settings(TestLanes.settings)
  .settings(
    name := "switchgear-breaker",
    description := "A circuit breaker and bulkhead for Pekko, as one typed actor",
    libraryDependencies ++= Dependencies.breaker ++ Dependencies.breakerTest,
    pomPostProcess := Poms.withoutTestDependencies,
    versionScheme := Some("early-semver"),
    publishTo := Some(localRepository),
    Compile / packageDoc / publishArtifact := false,
    publishConfiguration := publishConfiguration.value.withOverwrite(true),
    Test / javaOptions += "-Dlogback.configurationFile=" +
      ((ThisBuild / baseDirectory).value / "src" / "test" / "resources" / "logback-test.xml")
  )

// The local repository from which the library example resolves the published breaker, like any other program.
lazy val localRepository = MavenCache("breaker", file("target/repository").getAbsoluteFile)

// The library example. Its class path has only the published breaker and the dependencies in its pom.
lazy val libraryExample = (project in file("examples/library"))
  .configs(TestLanes.UnitTest, TestLanes.Screenshots)
  .settings(compiledFor(21))
  .settings(TestLanes.settings)
  .settings(
    name := "switchgear-library-example",
    publish / skip := true,
    externalResolvers := localRepository +: externalResolvers.value,
    update := update.dependsOn(breaker / publish).value,
    libraryDependencies ++= Dependencies.junit :+ (organization.value % "switchgear-breaker" % version.value)
  )

lazy val root = (project in file("."))
  // The tests share helpers.
  .dependsOn(breaker % "compile->compile;test->test")
  .aggregate(breaker, libraryExample)
  .enablePlugins(JavaAppPackaging)
  .configs(Jmh, TestLanes.UnitTest, TestLanes.Screenshots)
  .settings(compiledFor(25))
  .settings(TestLanes.settings)
  // Three test JVMs in parallel, instead of sbt's limit of one.
  .settings(Global / concurrentRestrictions := TestLanes.sideBySide)
  .settings(
    name := "switchgear",
    libraryDependencies ++= Dependencies.main ++ Dependencies.test ++ Dependencies.jmh,
    dependencyOverrides ++= Dependencies.overrides,
    Compile / mainClass := Some("io.switchgear.cli.Main"),

    // `run`: a separate JVM on this terminal, so that sbt does not prefix its output and Ctrl-C stops it.
    run / fork := true,
    run / connectInput := true,
    run / outputStrategy := Some(StdoutOutput),
    run / javaOptions ++= forkedJvm,
    // Runs from the jar, because its manifest has the version.
    Compile / run := Defaults
      .runTask(Runtime / fullClasspathAsJars, Compile / run / mainClass, Compile / run / runner)
      .evaluated,

    // `test`
    // The examples are compiled with the tests, which run them.
    Test / unmanagedSourceDirectories ++=
      Seq("main", "test").map(baseDirectory.value / "examples" / "src" / _ / "java"),
    // Settings of long runs, given to sbt itself.
    Test / javaOptions ++= Seq("-Xmx1g") ++ Seq(
      "fuzz.seed",
      "crash.rounds",
      "simulation.schedules", "simulation.seed",
      "leases.schedules", "leases.seed",
      "faults.rounds", "faults.nodes", "faults.seed", "faults.only"
    ).flatMap(name => sys.props.get(name).map(s"-D$name=" + _)),
    testPrerequisites := TestPrerequisites(baseDirectory.value, target.value, streams.value.log),
    Test / testOptions := (Test / testOptions).dependsOn(testPrerequisites).value,

    // `stage`: one start script.
    Compile / discoveredMainClasses := Nil,
    makeBatScripts := Nil,
    bashScriptConfigLocation := None,
    bashScriptExtraDefines := IO.readLines(baseDirectory.value / "project" / "find-java.sh"),
    // The packager makes it executable for its owner only, who is not the user of the image.
    Universal / stage := {
      val folder = (Universal / stage).value
      (folder / "bin" / "switchgear").setExecutable(true, false)
      StartCache.make(folder, baseDirectory.value / "project", streams.value.log)
      folder
    },
    Universal / mappings ++= Seq("LICENSE", "README.md").map(f => (baseDirectory.value / f) -> f),
    Universal / mappings ++= shellFiles.value,

    // Also from the jar, because the pages contain the version.
    shellFiles := {
      val share = target.value / "share"
      IO.delete(share)
      val classes = (Runtime / fullClasspathAsJars).value.files.mkString(java.io.File.pathSeparator)
      def written(arguments: String*): String =
        scala.sys.process.Process(
          Seq(findJava, "-cp", classes, (Compile / mainClass).value.get) ++ arguments).!!
      written("man", "--dir", (share / "man" / "man1").getPath)
      IO.write(share / "bash-completion" / "completions" / "switchgear", written("completion"))
      share.allPaths.filter(_.isFile).get().map(f => f -> s"share/${IO.relativize(share, f).get}")
    }
  )
  .settings(inConfig(Jmh)(Defaults.testSettings ++ JavaFormatterPlugin.toBeScopedSettings ++ Seq(
    javacOptions := Seq("--release", "25", "-parameters", "-proc:full"),
    run / mainClass := Some("org.openjdk.jmh.Main"),
    run / fork := true,
    run / outputStrategy := Some(StdoutOutput),
    run / javaOptions ++= forkedJvm,
    benchmarks := {
      val file = target.value / "jmh.classpath"
      IO.write(file, fullClasspath.value.files.mkString(java.io.File.pathSeparator))
      file
    }
  )): _*)
