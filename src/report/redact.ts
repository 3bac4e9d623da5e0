/**
 * Removes secret values from a call for display.
 * Values of container environments, registry credentials, log options and volume driver options print as `***`. The output
 * warns against pasting the call, since AWS would accept `***` as a value.
 */
import type { Call } from "../aws/calls.ts";
import { sameJson } from "../lib/json.ts";
import type { Plan } from "../model/plan.ts";
import { redact } from "../model/redact.ts";
import { secretValues } from "../model/secret-values.ts";

/** A call without its secret values. */
export interface ShownCall {
	readonly operation: string;
	readonly input: unknown;
	/** Whether values were replaced, so that the input differs from what would be sent. */
	readonly redacted: boolean;
}

/**
 * `call` without secret values, including those of the plan. Drifts need none of this: a plan never contains their secret
 * values.
 */
export function redactCall({ operation, input }: Call, { secrets }: Pick<Plan, "secrets">): ShownCall {
	const shown = secretValues(secrets).inValue(redact(input));
	return { operation, input: shown, redacted: !sameJson(shown, input) };
}
