package io.switchgear.cli;

import picocli.CommandLine;

/** The version that the build wrote into the jar. */
final class Version implements CommandLine.IVersionProvider {

  static String get() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"switchgear " + get() + ", Java " + Runtime.version()};
  }
}
