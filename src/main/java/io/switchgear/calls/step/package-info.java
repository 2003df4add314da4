/** What a step of the call path is, and how steps are put in front of tools. */
package io.switchgear.calls.step;
