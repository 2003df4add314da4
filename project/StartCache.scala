import java.io.File

import sbt.util.Logger

import scala.sys.process.{Process, ProcessBuilder, ProcessLogger}

/** The start-up caches of a staged program: what its JVM loads and links at a start (docs/adr/0047-start-and-memory.md). */
object StartCache {

  /** Prepares the libraries and runs the staged program. Without the caches it starts more slowly, so a failure is only told. */
  def make(stage: File, project: File, log: Logger): Unit = {
    val lib = new File(stage, "lib")
    run(Process(Seq(java, new File(project, "cache/CacheableJars.java").getPath, lib.getPath)))
      .fold(why => log.warn(s"The libraries are as they came, so the start-up cache lacks their lambdas: $why"), log.info(_))
    // Those of an earlier staging do not fit, and would be used.
    Option(lib.listFiles()).toSeq.flatten.filter(_.getName.endsWith(".aot")).foreach(_.delete())
    val path = new File(stage, "bin").getPath + File.pathSeparator + sys.env.getOrElse("PATH", "")
    val script = new File(project, "start-cache").getPath
    run(Process(Seq("bash", script, lib.getPath), stage, "PATH" -> path))
      .fold(
        why => log.warn(s"The start-up caches are missing, so the program starts more slowly: $why"),
        _ => log.info(s"Wrote the start-up caches to $lib"))
  }

  /** The JVM that runs the build. */
  private def java: String = new File(sys.props("java.home"), "bin/java").getPath

  /** What the program said; left if it failed. */
  private def run(program: ProcessBuilder): Either[String, String] = {
    val said = new StringBuilder
    val code = program.!(ProcessLogger(line => said.append(line).append('\n')))
    if (code == 0) Right(said.toString.trim) else Left(said.toString.trim)
  }
}
