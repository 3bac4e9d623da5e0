/**
 * A call as it may be shown: values in container environments, registry credentials, log options and volume driver options print as `***`, and
 * whoever prints the call says that it must not be pasted, since AWS would take `***` for a value.
 */
import type { Call } from "../aws/calls.ts";
import { sameJson } from "../lib/json.ts";
import type { Plan } from "../model/plan.ts";
import { redact } from "../model/redact.ts";
import { secretValues } from "../model/secret-values.ts";

/** A call without its secrets. */
export interface ShownCall {
	readonly operation: string;
	readonly input: unknown;
	/** Whether values were taken out, so that the input is not what would be sent. */
	readonly redacted: boolean;
}

/** `call` without secret values, those of the plan among them. Drifts need no such treatment: a plan never holds their secret values. */
export function redactCall({ operation, input }: Call, { secrets }: Pick<Plan, "secrets">): ShownCall {
	const shown = secretValues(secrets).inValue(redact(input));
	return { operation, input: shown, redacted: !sameJson(shown, input) };
}
