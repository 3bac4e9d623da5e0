/** Looks up one prerequisite. A failed lookup is a finding too, since no action waits for it. */
import { AwsFailure } from "../aws/failure.ts";
import { SdkMissing } from "../aws/optional-client.ts";
import type { Finding, Prerequisite } from "../model/prerequisite.ts";
import { findImage } from "./images.ts";
import { findLogGroup } from "./log-groups.ts";
import type {} from "./reasons.ts";
import { findRole, judgeRole } from "./roles.ts";
import type { Sources } from "./source.ts";
import { findTargetGroup, judgeTargetGroup } from "./target-groups.ts";

/** Looks up `wanted`. Rejects only because of a bug. */
export async function lookUp(wanted: Prerequisite, sources: Sources, signal: AbortSignal): Promise<Finding> {
	try {
		return await ask(wanted, sources, signal);
	} catch (error) {
		if (error instanceof SdkMissing) return undetermined(wanted, error.message);
		if (!(error instanceof AwsFailure)) throw error;
		return (
			(error.kind === "missing" ? judgeMissing(wanted, sources) : undefined) ?? undetermined(wanted, causeOf(error))
		);
	}
}

/** The finding for a failed lookup; `cause` is a sentence. */
export function undetermined(wanted: Prerequisite, cause: string): Finding {
	return { is: "not told", what: nameOf(wanted), cause };
}

function ask(wanted: Prerequisite, sources: Sources, signal: AbortSignal): Promise<Finding> {
	switch (wanted.topic) {
		case "images":
			return findImage(wanted, sources, signal);
		case "roles":
			return findRole(wanted, sources, signal);
		case "logGroups":
			return findLogGroup(wanted, sources, signal);
		case "targetGroups":
			return findTargetGroup(wanted, sources, signal);
	}
}

function judgeMissing(wanted: Prerequisite, { region }: Sources): Finding | undefined {
	if (wanted.topic === "roles") return judgeRole(wanted, undefined);
	return wanted.topic === "targetGroups" ? judgeTargetGroup(wanted, undefined, region) : undefined;
}

function nameOf(wanted: Prerequisite): string {
	switch (wanted.topic) {
		case "images":
			return `the image ${wanted.image}`;
		case "roles":
			return `the role ${wanted.role}`;
		case "logGroups":
			return `the log group ${wanted.logGroup}`;
		case "targetGroups":
			return `the target group ${wanted.arn}`;
	}
}

/** AWS's message is not shown, since it may contain names of roles and sessions. */
function causeOf({ kind, code, operation }: AwsFailure): string {
	if (kind === "denied") return `evenkeel's role must be allowed ${operation} (${code}).`;
	if (kind === "throttled") return `AWS throttled ${operation} (${code}).`;
	return `AWS ${kind === "unavailable" ? "does not answer" : "rejected"} ${operation} (${code}).`;
}
