/** The plan of a job: its addresses, its exclusions and its blocks. */
package io.switchgear.scan.plan;
