/** What the nodes tell each other of their tools: replicated, seen by all within half a second. */
package io.switchgear.cluster.view;
