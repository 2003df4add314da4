/** The notation of ports that all scanners share, and which ports are asked first. */
package io.switchgear.tools.ports;
