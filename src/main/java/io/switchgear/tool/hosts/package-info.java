/** The findings of scans, as data: addresses, names, ports, services, scripts. */
package io.switchgear.tool.hosts;
