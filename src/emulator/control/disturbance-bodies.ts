/**
 * What a request to the control API may say of a disturbance. A new kind of disturbance gets its line here, with the members
 * that `services/ecs/disturbances/` gives it.
 */
import { createBodyCheck } from "../body-check.ts";
import type { Disturbance } from "../services/ecs/disturbances/disturbances.ts";

type Members = Readonly<Record<string, object>>;

const text = { type: "string", minLength: 1 };
const durationMs = { type: "number", minimum: 0 };
const selection: Members = { service: text, family: text, task: text, count: { type: "integer", minimum: 1 } };
const inContainer: Members = { container: text, afterMs: durationMs };

/** The members of each kind; those in the list must be there. */
const kinds: Readonly<Record<Disturbance["kind"], readonly [Members, required?: readonly string[]]>> = {
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

/** A whole disturbance. */
export const checkDisturbance = createBodyCheck({
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
