import sbt._
import scala.sys.process._

/** What the tests need besides the JVM: the one list, what each is for, and how it gets here. */
object TestPrerequisites {

  /** A command that the tests start, or a path that has to be there, and the Debian package that brings it. */
  private case class Need(command: String, debianPackage: String, reason: String)

  private val needs = Seq(
    Need("nmap", "nmap", "the nmap tool is tested with the real one"),
    Need("unshare", "util-linux", "scanners run in a process namespace of their own"),
    Need("mkfs.ext4", "e2fsprogs", "small disks that are filled, frozen and taken away"),
    Need("losetup", "mount", "to mount those"),
    Need("ip", "iproute2", "network namespaces with hosts that never answer"),
    Need("nft", "nftables", "ports that are filtered, in those namespaces"),
    Need("curl", "curl", "the examples of the README are run as they stand"),
    Need("ps", "procps", "what a killed scan leaves behind is looked for"),
    Need("script", "bsdutils", "pseudo-terminals for what takes a whole terminal"),
    Need("prometheus", "prometheus", "scrapes the server and evaluates the alert rules"),
    Need("promtool", "prometheus", "checks the metrics and the alert rules"),
    Need("groff", "groff-base", "renders the man pages, and complains of what is wrong in them"),
    Need("bash", "bash", "completes the words of the commands"),
    Need("script", "bsdutils", "a terminal for the commands, to see their colours"),
    Need("npm", "npm", "gets the MCP clients that the server is tested with"),
    Need("chromium", "chromium", "the dashboard is tested in a real browser"),
    Need("/usr/share/fonts/opentype/inter", "fonts-inter", "and its screenshots are to look the same everywhere")
  )

  def apply(base: File, target: File, log: Logger): Unit = {
    debianPackages(log)
    npmPackages(base / "src" / "test" / "js", target / "test-js", log)
  }

  private def debianPackages(log: Logger): Unit = {
    val missing = needs.filterNot(need => onPath(need.command))
    if (missing.nonEmpty) {
      missing.foreach(need => log.info(s"missing: ${need.command} (${need.reason})"))
      val packages = missing.map(_.debianPackage).distinct
      if (!onPath("apt-get") || "id -u".!!.trim != "0")
        throw new MessageOnlyException(s"The tests need commands that are not here. Run: sudo apt-get install -y ${packages.mkString(" ")}")
      val quiet = "DEBIAN_FRONTEND" -> "noninteractive"
      run(Seq("apt-get", "update", "-qq"), None, log, quiet)
      withoutServices(
        run(Seq("apt-get", "install", "-y", "-qq", "--no-install-recommends") ++ packages, None, log, quiet))
      val still = missing.filterNot(need => onPath(need.command))
      if (still.nonEmpty)
        throw new MessageOnlyException(s"${still.map(_.command).mkString(", ")} still missing after installing ${packages.mkString(", ")}.")
    }
  }

  /** Tests start what they need and end it; a service that a package would start is not wanted. */
  private def withoutServices(install: => Unit): Unit = {
    val policy = new File("/usr/sbin/policy-rc.d")
    if (policy.exists) install
    else {
      IO.write(policy, "#!/bin/sh\nexit 101\n")
      policy.setExecutable(true)
      try install
      finally policy.delete()
    }
  }

  /** The lock file decides: what is there is taken as good as long as it came from the same lock. */
  private def npmPackages(from: File, to: File, log: Logger): Unit = {
    val lock = from / "package-lock.json"
    val installed = to / "installed-lock.json"
    if (!installed.exists || IO.read(installed) != IO.read(lock)) {
      log.info(s"Getting the MCP clients for the tests into $to")
      IO.delete(installed)
      Seq("package.json", "package-lock.json", ".npmrc").foreach(f => IO.copyFile(from / f, to / f))
      run(Seq("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"), Some(to), log)
      IO.copyFile(lock, installed)
    }
    // Beside node_modules, because that is where Node looks for what they import.
    (from * "*.mjs").get().foreach(f => IO.copyFile(f, to / f.getName))
  }

  // /usr/sbin is not on everybody's PATH, and holds ip and nft.
  private def onPath(command: String): Boolean =
    new File(command).isAbsolute && new File(command).exists || (sys.env.getOrElse("PATH", "").split(java.io.File.pathSeparator) ++ Seq("/usr/sbin", "/sbin"))
      .exists(dir => new File(dir, command).canExecute)

  private def run(command: Seq[String], dir: Option[File], log: Logger, env: (String, String)*): Unit = {
    val lines = new StringBuffer
    val all = ProcessLogger(line => { lines.append(line).append('\n'); log.debug(line) })
    if (Process(command, dir, env: _*).!(all) != 0)
      throw new MessageOnlyException(s"'${command.mkString(" ")}' failed:\n$lines")
  }
}
