/** What a request to the control API may say of a chaos rule. Each effect has a line here, with its members. */
import { createBodyCheck } from "../../../body-check.ts";
import type { ChaosRule } from "../chaos/rules.ts";

type Members = Readonly<Record<string, object>>;

const text = { type: "string", minLength: 1 };
const durationMs = { type: "number", minimum: 0 };
const selection: Members = { service: text, family: text, task: text, count: { type: "integer", minimum: 1 } };
const inContainer: Members = { container: text, afterMs: durationMs };

/** The members of each kind; those in the list must be there. */
const kinds: Readonly<Record<ChaosRule["kind"], readonly [Members, required?: readonly string[]]>> = {
	failedStart: [{ reason: text, container: text }, ["reason"]],
	missing: [{ what: { enum: ["image", "secret", "log"] }, container: text }, ["what"]],
	exit: [{ ...inContainer, exitCode: { type: "integer", minimum: 0, maximum: 255 } }, ["exitCode"]],
	outOfMemory: [inContainer],
	unhealthy: [inContainer],
	spotInterruption: [{ afterMs: durationMs }],
	noCapacity: [{}],
	slowStart: [{ delayMs: durationMs }, ["delayMs"]],
	slowStop: [{ delayMs: durationMs }, ["delayMs"]],
};

/** A whole rule. */
export const checkChaosRule = createBodyCheck({
	type: "object",
	required: ["kind"],
	discriminator: { propertyName: "kind" },
	oneOf: Object.entries(kinds).map(([kind, [members, required = []]]) =>
		bodyOf({ ...selection, ...members, kind: { const: kind } }, ["kind", ...required]),
	),
});

/** Starts that fail with a stopped reason. */
export const checkFailedStart = createBodyCheck(bodyOf({ ...selection, ...kinds.failedStart[0] }, ["reason"]));

/** The health check of one task, which the path names. */
export const checkFailedHealth = createBodyCheck(bodyOf(inContainer, []));

function bodyOf(properties: Members, required: readonly string[]) {
	return { type: "object", properties, required, additionalProperties: false };
}
