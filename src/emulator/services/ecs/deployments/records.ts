/**
 * Creates records of deployments: the deployment, which is also a service revision, and its service deployment (ECS
 * developer guide, service deployments and service revisions).
 */

import { arnOf, randomDeploymentDigits, randomToken } from "../identifiers.ts";
import type { DeploymentRecord, ServiceDeploymentRecord, ServiceRecord } from "../records.ts";
import type { EcsState } from "../state.ts";
import { imageDigest } from "../task-definitions/image-digest.ts";
import { shiftsTraffic, stagesOf } from "./stages.ts";

/** The content of a deployment or task set. */
export type DeploymentContent = Pick<DeploymentRecord, "definition" | "configuration"> &
	Partial<Pick<DeploymentRecord, "connect" | "externalId">>;

/** Creates the record of a deployment without adding it to the service. */
export function createDeployment(
	state: EcsState,
	service: ServiceRecord,
	content: DeploymentContent,
): DeploymentRecord {
	const { random, clock } = state.context;
	const digits = randomDeploymentDigits(random);
	const nowMs = clock.now();
	const shifting = shiftsTraffic(content.configuration.deploymentConfiguration);
	return {
		id: `ecs-svc/${digits}`,
		revisionArn: arnOf(state.context, `service-revision/${service.cluster.name}/${service.name}/${digits}`),
		service,
		images: (content.definition.definition.containerDefinitions ?? []).map(({ name, image = "" }) => ({
			containerName: name,
			image,
			imageDigest: imageDigest(image, state.imageDigests),
		})),
		connect: undefined,
		externalId: undefined,
		...content,
		createdAtMs: nowMs,
		updatedAtMs: nowMs,
		status: "PRIMARY",
		rolloutState: "IN_PROGRESS",
		rolloutStateReason: `ECS deployment ecs-svc/${digits} in progress.`,
		desiredCount: 0,
		failedTasks: 0,
		lastFailedAtMs: nowMs,
		usesAlternate: shifting && service.lastCompleted?.usesAlternate === false,
	};
}

/** Starts the service deployment that replaces `sources` by `target` as PRIMARY. */
export function addServiceDeployment(
	state: EcsState,
	target: DeploymentRecord,
	sources: readonly DeploymentRecord[],
): void {
	const { service, createdAtMs } = target;
	const token = randomToken(state.context.random);
	const record: ServiceDeploymentRecord = {
		sequence: state.nextSequence(),
		arn: arnOf(state.context, `service-deployment/${service.cluster.name}/${service.name}/${token}`),
		service,
		target,
		sources,
		stages: stagesOf(target.configuration.deploymentConfiguration ?? {}, sources.length),
		progress: undefined,
		ignoredAlarms: new Set(state.alarms),
		triggeredAlarms: [],
		breakerTriggered: false,
		createdAtMs,
		startedAtMs: undefined,
		finishedAtMs: undefined,
		stoppedAtMs: undefined,
		updatedAtMs: createdAtMs,
		status: "PENDING",
		statusReason: undefined,
		rollback: undefined,
		outcome: undefined,
	};
	service.serviceDeployments.push(record);
	state.serviceDeployments.set(record.arn, record);
}
