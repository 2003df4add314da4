/** A demonstration of a breaker: a real supervisor around a tool that fails on schedule. */
package io.switchgear.cli.demo;
