import java.util.concurrent.TimeUnit

/** Stops the processes that sbt started when sbt itself is stopped. By default sbt leaves them running. */
object ForkedProcesses {

  private val patience = 30L // seconds; longer than the server's graceful shutdown

  /** Adds a shutdown hook that stops the started processes and waits for their end. */
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
