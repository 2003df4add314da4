import java.io.File

import sbt.util.Logger

import scala.sys.process.{Process, ProcessLogger}

/** The start-up cache of a staged program: what its JVM loads and links at a start. */
object StartCache {

  /** Runs the staged server once. Without the cache it starts more slowly, so a failure is only told. */
  def make(stage: File, script: File, log: Logger): Unit = {
    val cache = new File(stage, "lib/switchgear.aot")
    // One of an earlier staging does not fit, and would be used.
    cache.delete()
    val path = new File(stage, "bin").getPath + File.pathSeparator + sys.env.getOrElse("PATH", "")
    val said = new StringBuilder
    val run = Process(Seq("bash", script.getPath, cache.getPath), stage, "PATH" -> path)
    val code = run.!(ProcessLogger(line => said.append(line).append('\n')))
    if (code == 0) log.info(s"Wrote the start-up cache $cache")
    else log.warn(s"There is no start-up cache, so the program starts more slowly: ${said.toString.trim}")
  }
}
