/**
 * Where nobody keeps a history of deployments: other implementations of ECS may know services, and not what became of their
 * deployments. What DescribeServices shows of them has to do there. ECS itself keeps one, so for it this is never used.
 */
import type { Deployment, Service } from "@aws-sdk/client-ecs";
import { type AwsFailure, unreadableAnswer } from "../../aws/failure.ts";
import { lastPart } from "../normal-form.ts";
import type { PastDeployment } from "./facts.ts";

/**
 * Whether the history exists, though it could not be read. It does not where the operation is unknown; nor where a service
 * shows no service revision, as every service of ECS's own does, and asking brings an answer that is not AWS's.
 */
export function isHistoryKept({ currentServiceRevisions = [] }: Service, { kind, code }: AwsFailure): boolean {
	if (kind === "unsupported") return false;
	return code !== unreadableAnswer || currentServiceRevisions.length > 0;
}

/** The deployments that a service shows, newest first, as far as they tell what a history would. */
export function shownDeployments({ deployments = [] }: Service): readonly PastDeployment[] {
	return [...deployments].sort((a, b) => createdAtMs(b) - createdAtMs(a)).map(asPast);
}

/** What a deployment was to run is not told, so none is known to be of any content. */
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
