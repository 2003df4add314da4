import java.util.concurrent.TimeUnit

/** sbt waits for the JVM that `run` started, but when sbt itself is ended it leaves it behind. */
object ForkedProcesses {

  private val patience = 30L // seconds; longer than the server's own orderly shutdown

  /** From now on, ending sbt ends the processes it started, and waits for their last words. */
  lazy val endWithSbt: Unit = Runtime.getRuntime.addShutdownHook(new Thread("end-forked-processes") {
    override def run(): Unit = {
      val children = ProcessHandle.current.children.toArray.map(_.asInstanceOf[ProcessHandle])
      children.foreach(_.destroy())
      children.foreach { child =>
        try child.onExit.get(patience, TimeUnit.SECONDS)
        catch { case _: java.util.concurrent.TimeoutException => child.destroyForcibly() }
      }
    }
  })
}
