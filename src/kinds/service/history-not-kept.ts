/**
 * Substitutes the deployments of DescribeServices for a deployment history.
 * Other implementations of ECS may have services but no ListServiceDeployments. ECS itself always has a history.
 */
import type { Deployment, Service } from "@aws-sdk/client-ecs";
import { type AwsFailure, unreadableAnswer } from "../../aws/failure.ts";
import { lastPart } from "../normal-form.ts";
import type { PastDeployment } from "./facts.ts";

/**
 * Whether the history exists although it could not be read. It does not exist where the operation is unknown, or where the
 * response is not AWS's and the service has no service revision, which every service in ECS has.
 */
export function isHistoryKept({ currentServiceRevisions = [] }: Service, { kind, code }: AwsFailure): boolean {
	if (kind === "unsupported") return false;
	return code !== unreadableAnswer || currentServiceRevisions.length > 0;
}

/** The deployments of DescribeServices, newest first, as history entries. */
export function shownDeployments({ deployments = [] }: Service): readonly PastDeployment[] {
	return [...deployments].sort((a, b) => createdAtMs(b) - createdAtMs(a)).map(asPast);
}

/** DescribeServices does not return the content of a deployment, so the content is unknown. */
function asPast(deployment: Deployment): PastDeployment {
	const { id = "", rolloutState, rolloutStateReason = "" } = deployment;
	return {
		end: rolloutState === "FAILED" ? "undone" : "stands",
		status: rolloutState === "COMPLETED" ? "SUCCESSFUL" : (rolloutState ?? ""),
		reason: rolloutStateReason,
		createdAtMs: createdAtMs(deployment),
		revisionArn: "",
		deploymentId: `ecs-svc/${lastPart(id)}`,
		content: undefined,
		images: [],
	};
}

function createdAtMs({ createdAt }: Deployment): number {
	return createdAt?.getTime() ?? 0;
}
