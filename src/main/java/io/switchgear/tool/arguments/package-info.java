/**
 * Arguments of calls against the input schema of their tool: brought to its types where that loses
 * nothing and can mean one thing only, then validated, with sentences about what does not fit. Free
 * of tools and transports.
 */
package io.switchgear.tool.arguments;
