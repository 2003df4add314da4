package io.switchgear.scope;

/**
 * Why a target is refused.
 *
 * @param rule the label of the rule that decides, such as {@code deny 10.1.0.0/16} or {@code
 *     link-local}
 * @param reason a clause that follows the target and a colon, with what is allowed and what to do
 * @param needed a clause for the operator: what would have to change
 */
record Refusal(String rule, String reason, String needed) {}
