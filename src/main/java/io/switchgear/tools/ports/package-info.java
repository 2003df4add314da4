/** The port notation shared by all scanners, and the ranking of common ports. */
package io.switchgear.tools.ports;
