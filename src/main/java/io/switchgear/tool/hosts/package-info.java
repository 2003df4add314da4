/** What scans find of hosts, as data: addresses, names, ports, services, scripts. */
package io.switchgear.tool.hosts;
