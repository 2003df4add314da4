ThisBuild / organization := "io.switchgear"
ThisBuild / version := "0.1.0"

lazy val root = (project in file("."))
  .enablePlugins(JavaAppPackaging, JmhPlugin)
  .settings(
    name := "switchgear",
    crossPaths := false,
    autoScalaLibrary := false,
    libraryDependencies ++= Dependencies.main ++ Dependencies.test,
    dependencyOverrides ++= Dependencies.overrides,
    Compile / javacOptions ++= Seq("--release", "21", "-parameters", "-Xlint:all", "-Werror", "-proc:none"),
    Test / javacOptions := (Compile / javacOptions).value,
    Compile / mainClass := Some("io.switchgear.cli.Main")
  )
