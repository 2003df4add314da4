/** A breaker at work, for people to watch: a real supervisor around a tool that fails on cue. */
package io.switchgear.cli.demo;
