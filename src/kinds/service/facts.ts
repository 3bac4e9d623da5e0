/** Observed state of an ECS service that is not part of its spec: the progress of its deployments and tasks. */

import type { ImageState } from "../../model/images.ts";
import type { ObserveRequest } from "../../model/observe-request.ts";
import type { Revision } from "../task-definition/revision.ts";
import type { ServiceSpec } from "./spec.ts";

export interface DeploymentFacts {
	/** `ecs-svc/` and digits. */
	readonly id: string;
	readonly status: string;
	readonly rolloutState: string;
	readonly rolloutReason: string;
	/** `family:revision`. */
	readonly taskDefinition: string;
	readonly createdAtMs: number;
	/** When ECS last updated the deployment. */
	readonly updatedAtMs: number;
	readonly failedTasks: number;
}

/** A task set: deployments by an external controller or CodeDeploy are task sets, without ECS deployments. */
export interface TaskSetFacts {
	/** `PRIMARY`, `ACTIVE` or `DRAINING`. */
	readonly status: string;
	/** Whether AWS reports all its tasks running and healthy (`STEADY_STATE`). */
	readonly isStable: boolean;
}

/** A Service Connect endpoint of the namespace, as Cloud Map lists it. */
export interface Endpoint {
	readonly name: string;
	readonly createdAtMs: number;
	readonly instances: number;
}

/** An image of a container; without a digest where ECS has not pinned one. */
export interface PinnedImage {
	readonly image: string;
	readonly digest?: string;
}

/** The images of the PRIMARY deployment. */
export interface DeployedImages {
	readonly deploymentId: string;
	readonly images: readonly PinnedImage[];
}

/** A service deployment that has ended or is being rolled back. */
export interface PastDeployment {
	/** `undone`: rolled back, stopped or failed; `undoing`: being rolled back; `stands`: any other status. */
	readonly end: "undone" | "undoing" | "stands";
	/** The status as AWS returns it, such as `ROLLBACK_SUCCESSFUL`. */
	readonly status: string;
	/** The status reason as AWS returns it; may be empty. */
	readonly reason: string;
	readonly createdAtMs: number;
	readonly revisionArn: string;
	/** `ecs-svc/` and the digits at the end of its service revision's ARN. */
	readonly deploymentId: string;
	/** The members of the spec that the deployment set, in normal form; undefined where its revision no longer exists. */
	readonly content: Partial<ServiceSpec> | undefined;
	/** The images of its revision; empty where the revision no longer exists. */
	readonly images: readonly PinnedImage[];
}

export interface ImageFacts extends ImageState {
	readonly deployed: DeployedImages;
}

export interface ServiceFacts {
	readonly status: string;
	readonly desiredCount: number;
	readonly runningCount: number;
	readonly pendingCount: number;
	readonly deployments: readonly DeploymentFacts[];
	/** Only of a service that CodeDeploy or an external controller deploys. */
	readonly taskSets?: readonly TaskSetFacts[];
	/** The revisions that the service, its deployments and its task sets name, as `family:revision`. */
	readonly taskDefinitions: readonly string[];
	/** Why tasks of the newest deployment stopped, as AWS reports it; read only while tasks fail or after a rollback. */
	readonly stoppedReasons: readonly string[];
	/** The last event of the newest deployment, where it reports a problem such as a task that cannot be placed. */
	readonly complaint?: string;
	/**
	 * The newest service deployments, newest first; read only while the manifest asks for a deployment, to tell whether ECS
	 * has rolled that one back before.
	 */
	readonly history: readonly PastDeployment[];
	/** The task definition revision that the service names, where known; read again only where CI owns images of it. */
	readonly runs?: Revision;
	/** The images that it runs and what the image registries have; read only where the manifest follows digests. */
	readonly images?: ImageFacts;
	/** The existing endpoints among those that the manifest uses; read only where it uses any. */
	readonly endpoints: readonly Endpoint[];
}

/** The deployment that ECS is to keep, with the status PRIMARY. */
export function primary({ deployments }: ServiceFacts): DeploymentFacts | undefined {
	return deployments.find(({ status }) => status === "PRIMARY");
}

/** A request to observe services. */
export type ServiceObserveRequest = ObserveRequest<ServiceSpec, ServiceFacts>;
