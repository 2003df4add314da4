/** What the nodes report of themselves to operators, and the questions that they answer. */
package io.switchgear.cluster.report;
