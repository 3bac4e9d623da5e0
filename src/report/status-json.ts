/** The status as JSON: every reason and problem with its code, its parameters and its wording. */
import type { Condition, ResourceStatus, Status } from "../model/status.ts";
import { textOf, worded } from "./catalogue/index.ts";
import { wordedProblem } from "./problem-text.ts";

/** The body of `/api/v1/status` and the output of `status --output json`. */
export function statusJson(status: Status): object {
	const { pause, stopped, problems, resources } = status;
	return {
		...status,
		...(pause ? { pause: { ...pause, reason: worded(pause.reason) } } : {}),
		...(stopped ? { stopped: worded(stopped) } : {}),
		problems: problems.map(wordedProblem),
		resources: resources.map(resourceJson),
	};
}

function resourceJson(resource: ResourceStatus): object {
	const { reason, health, conditions, mismatches } = resource;
	return {
		...resource,
		...(reason ? { reason: worded(reason) } : {}),
		health: health.reason ? { ...health, reason: worded(health.reason) } : health,
		...(conditions ? { conditions: conditions.map(conditionJson) } : {}),
		...(mismatches ? { mismatches: mismatches.map((one) => ({ ...one, reason: worded(one.reason) })) } : {}),
	};
}

/** A condition in the form that Kubernetes uses. */
function conditionJson({ detail, ...condition }: Condition): object {
	return { ...condition, message: detail ? textOf(detail) : "" };
}
