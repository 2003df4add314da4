/**
 * How each era handles a message: the choice of the era, the checks in their order, the session,
 * and the run of the method.
 */
package io.switchgear.mcp.era;
