/**
 * Validates standalone tasks, in addition to the rules for all tasks (ECS API reference, RunTask and StartTask). Texts
 * are the emulator's own unless a source is named.
 */
import type { RunTaskRequest, StartTaskRequest, TaskOverride } from "@aws-sdk/client-ecs";
import { AwsError } from "../../../aws-error.ts";
import type { RevisionRecord } from "../record-parts.ts";

/** Measured as JSON text. */
const longestOverrides = 8_192;

/** Throws AWS's error; `longestStartedBy` differs between the two calls. */
export function checkStandalone(
	input: RunTaskRequest | StartTaskRequest,
	definition: RevisionRecord,
	longestStartedBy: number,
): void {
	const { startedBy = "", group, overrides } = input;
	// The documentation allows letters, digits and a few symbols; AWS has accepted spaces from clients for years.
	if (startedBy.length > longestStartedBy) {
		throw refusal(`startedBy must be at most ${longestStartedBy} characters long, but was ${startedBy.length}`);
	}
	// Only ECS sets groups with a namespace; reported by users who named a service as the group.
	if (group?.includes(":") && group !== `family:${definition.family}`) throw refusal("Invalid namespace for group.");
	if (overrides) checkOverrides(overrides, definition);
}

function checkOverrides(overrides: TaskOverride, { definition }: RevisionRecord): void {
	if (JSON.stringify(overrides).length > longestOverrides) {
		throw refusal(`Overrides can have at most ${longestOverrides} characters.`);
	}
	for (const { name } of overrides.containerOverrides ?? []) {
		if (definition.containerDefinitions?.some((container) => container.name === name)) continue;
		// Reported by users who renamed a container.
		throw refusal(`Override for container named ${name} is not a container in the TaskDefinition.`);
	}
	const storage = overrides.ephemeralStorage?.sizeInGiB;
	if (storage !== undefined && (storage < 21 || storage > 200)) {
		throw refusal("Ephemeral storage size must be between 21 and 200 GiB.");
	}
}

function refusal(text: string): AwsError {
	return new AwsError("InvalidParameterException", text);
}
