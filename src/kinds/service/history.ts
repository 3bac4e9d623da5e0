/**
 * Reads what became of a service's deployments.
 * ECS records which content its circuit breaker rolled back, so evenkeel keeps no record: a service deployment has its
 * status, and its service revision has its content (ECS API reference, ServiceDeployment and ServiceRevision).
 */
import type { ServiceDeploymentBrief, ServiceDeploymentStatus, ServiceRevision } from "@aws-sdk/client-ecs";
import { sameJson } from "../../lib/json.ts";
import { lastPart } from "../normal-form.ts";
import { pinnedImages } from "./deployed-images.ts";
import type { PastDeployment, ServiceObserveRequest } from "./facts.ts";
import type { ServiceSpec } from "./spec.ts";

/** The members that a service revision fixes. A change of any of them starts a deployment. */
export const deployedFields = [
	"taskDefinition",
	"loadBalancers",
	"serviceRegistries",
	"capacityProviderStrategy",
	"networkConfiguration",
	"serviceConnectConfiguration",
	"volumeConfigurations",
	"vpcLatticeConfigurations",
] as const satisfies readonly (keyof ServiceSpec)[];

/** How many deployments are searched for a content; DescribeServiceRevisions takes twenty at once. */
const deploymentsRead = 10;

const undoing = new Set<ServiceDeploymentStatus>(["ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS", "STOP_REQUESTED"]);
const undone = new Set<ServiceDeploymentStatus>(["ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED", "STOPPED"]);

interface HistoryOptions {
	/** Converts a revision to the spec's normal form. */
	readonly contentOf: (revision: ServiceRevision) => Partial<ServiceSpec>;
	/** Whether digests are needed; ECS pins them some time after it creates the revision. */
	readonly pinned: boolean;
}

/**
 * The newest service deployments, newest first. Only the digests of a revision change, so revisions in `known` are not read
 * again.
 */
export async function deploymentHistory(
	request: ServiceObserveRequest,
	address: { readonly cluster: string; readonly service: string },
	known: readonly PastDeployment[],
	{ contentOf, pinned }: HistoryOptions,
): Promise<readonly PastDeployment[]> {
	const { serviceDeployments = [] } = await request.read("ecs:ListServiceDeployments", { ...address, maxResults: 100 });
	const newest = [...serviceDeployments].sort((a, b) => createdAtMs(b) - createdAtMs(a)).slice(0, deploymentsRead);
	const contents = new Map(known.map(({ revisionArn, content, images }) => [revisionArn, { content, images }]));
	const unread = [...new Set(newest.flatMap(({ targetServiceRevisionArn: arn }) => arn ?? []))].filter(
		(arn) => !contents.get(arn)?.content || (pinned && contents.get(arn)?.images.some(({ digest }) => !digest)),
	);
	if (unread.length > 0) {
		const { serviceRevisions } = await request.read("ecs:DescribeServiceRevisions", { serviceRevisionArns: unread });
		for (const revision of serviceRevisions ?? []) {
			const images = pinnedImages(revision);
			contents.set(revision.serviceRevisionArn ?? "", { content: contentOf(revision), images });
		}
	}
	return newest.map((deployment, index) => ({
		end: endOf(deployment, newest[index - 1]),
		status: deployment.status ?? "",
		reason: deployment.statusReason ?? "",
		createdAtMs: createdAtMs(deployment),
		revisionArn: deployment.targetServiceRevisionArn ?? "",
		deploymentId: `ecs-svc/${lastPart(deployment.targetServiceRevisionArn ?? "")}`,
		content: contents.get(deployment.targetServiceRevisionArn ?? "")?.content,
		images: contents.get(deployment.targetServiceRevisionArn ?? "")?.images ?? [],
	}));
}

/** The last deployment of exactly this content; undefined where ECS has no record of one. */
export function lastDeploymentOf(
	desired: Partial<ServiceSpec>,
	history: readonly PastDeployment[],
): PastDeployment | undefined {
	return history.find(({ content }) => content !== undefined && isContent(content, desired));
}

/** The manifest does not own a field that it omits, so the field is not compared. */
function isContent(content: Partial<ServiceSpec>, desired: Partial<ServiceSpec>): boolean {
	return deployedFields.every((field) => desired[field] === undefined || sameJson(desired[field], content[field]));
}

/** Superseded deployments are STOPPED too; they have not failed. */
function endOf(
	{ status, finishedAt }: ServiceDeploymentBrief,
	newer: ServiceDeploymentBrief | undefined,
): PastDeployment["end"] {
	if (status === undefined) return "stands";
	if (undoing.has(status)) return "undoing";
	if (!undone.has(status)) return "stands";
	const superseded =
		status === "STOPPED" && newer && createdAtMs(newer) <= (finishedAt?.getTime() ?? Number.POSITIVE_INFINITY);
	return superseded ? "stands" : "undone";
}

function createdAtMs({ createdAt }: ServiceDeploymentBrief): number {
	return createdAt?.getTime() ?? 0;
}
