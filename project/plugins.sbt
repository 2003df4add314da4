addSbtPlugin("com.github.sbt" % "sbt-native-packager" % "1.11.7")
addSbtPlugin("com.github.sbt.junit" % "sbt-jupiter-interface" % "0.17.0")
addSbtPlugin("com.github.sbt" % "sbt-java-formatter" % "0.10.0")

// The formatter's default version does not run on JDK 25.
dependencyOverrides += "com.google.googlejavaformat" % "google-java-format" % "1.28.0"
