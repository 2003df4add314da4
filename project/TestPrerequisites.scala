import sbt._
import scala.sys.process._

/** The programs that the tests need in addition to the JVM, with the reason for each, and their installation. */
object TestPrerequisites {

  /** A command that the tests start, or a path that must exist, and the Debian package that contains it. */
  private case class Need(command: String, debianPackage: String, reason: String)

  private val needs = Seq(
    Need("nmap", "nmap", "the tests of the nmap tool run the real nmap"),
    Need("ndiff", "ndiff", "reads nmap XML that is exported, and finds the same differences"),
    Need("/usr/lib/python3/dist-packages/libnmap", "python3-libnmap", "reads nmap XML that is exported"),
    Need("unshare", "util-linux", "scanners run in a separate process namespace"),
    Need("mkfs.ext4", "e2fsprogs", "small disks that tests fill, freeze and remove"),
    Need("losetup", "mount", "mounts these disks"),
    Need("ip", "iproute2", "network namespaces with silent hosts"),
    Need("nft", "nftables", "filtered ports in these namespaces"),
    Need("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1", "libfaketime", "nodes of a cluster whose clocks differ"),
    Need("openssl", "openssl", "makes the certificates of a cluster's nodes"),
    Need("pg_createcluster", "postgresql", "initdb, createdb and the server, for the nodes of examples/cluster"),
    Need("setpriv", "util-linux", "starts that server as another user than root"),
    Need("curl", "curl", "runs the examples of the README"),
    Need("openssl", "openssl", "makes the certificates of the nodes"),
    Need("ps", "procps", "looks for processes that a killed scan left behind"),
    Need("script", "bsdutils", "pseudo-terminals for the live views"),
    Need("prometheus", "prometheus", "scrapes the server and evaluates the alert rules"),
    Need("promtool", "prometheus", "checks the metrics and the alert rules"),
    Need("groff", "groff-base", "renders and checks the man pages"),
    Need("bash", "bash", "tests the completion script"),
    Need("script", "bsdutils", "a terminal for the tests of coloured output"),
    Need("npm", "npm", "installs the MCP clients for the tests"),
    Need("chromium", "chromium", "tests the dashboard in a real browser"),
    Need("/usr/share/fonts/opentype/inter", "fonts-inter", "makes screenshots look the same on every machine")
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
        throw new MessageOnlyException(s"The tests need commands that are not installed. Run: sudo apt-get install -y ${packages.mkString(" ")}")
      val quiet = "DEBIAN_FRONTEND" -> "noninteractive"
      run(Seq("apt-get", "update", "-qq"), None, log, quiet)
      withoutServices(
        run(Seq("apt-get", "install", "-y", "-qq", "--no-install-recommends") ++ packages, None, log, quiet))
      val still = missing.filterNot(need => onPath(need.command))
      if (still.nonEmpty)
        throw new MessageOnlyException(s"${still.map(_.command).mkString(", ")} still missing after installing ${packages.mkString(", ")}.")
    }
  }

  /** Prevents packages from starting services, because tests start and stop what they need. */
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

  /** Installs the npm packages, unless they were installed from the same lock file. */
  private def npmPackages(from: File, to: File, log: Logger): Unit = {
    val lock = from / "package-lock.json"
    val installed = to / "installed-lock.json"
    if (!installed.exists || IO.read(installed) != IO.read(lock)) {
      log.info(s"Installing the MCP clients for the tests into $to")
      IO.delete(installed)
      Seq("package.json", "package-lock.json", ".npmrc").foreach(f => IO.copyFile(from / f, to / f))
      run(Seq("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"), Some(to), log)
      IO.copyFile(lock, installed)
    }
    // Into the folder of node_modules, where Node resolves their imports.
    (from * "*.mjs").get().foreach(f => IO.copyFile(f, to / f.getName))
  }

  // ip and nft are in /usr/sbin, which is not on every user's PATH.
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
