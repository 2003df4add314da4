/** What one server counts of its calls and requests: the books, the alerts, and who reads them. */
package io.switchgear.watch.metering;
