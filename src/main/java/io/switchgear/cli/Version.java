package io.switchgear.cli;

import io.switchgear.app.Switchgear;
import picocli.CommandLine;

/** The text of {@code --version}. */
final class Version implements CommandLine.IVersionProvider {

  static String get() {
    return Switchgear.version();
  }

  @Override
  public String[] getVersion() {
    return new String[] {"switchgear " + get() + ", Java " + Runtime.version()};
  }
}
