/** What is known of an ECS service beyond its spec: how its deployments and tasks are getting on. */

import type { ImageNews } from "../../model/images.ts";
import type { Look } from "../../model/observing.ts";
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
	/** When ECS last brought it a step further. */
	readonly updatedAtMs: number;
	readonly failedTasks: number;
}

/** What others than ECS deploy is in task sets, and has no deployments of ECS's. */
export interface TaskSetFacts {
	/** `PRIMARY`, `ACTIVE` or `DRAINING`. */
	readonly status: string;
	/** Whether AWS says that all its tasks run and are healthy (`STEADY_STATE`). */
	readonly isStable: boolean;
}

/** A Service Connect endpoint of the namespace, as Cloud Map lists it. */
export interface Endpoint {
	readonly name: string;
	readonly createdAtMs: number;
	readonly instances: number;
}

/** An image of a container; without a digest where ECS has not pinned one, or not yet. */
export interface PinnedImage {
	readonly image: string;
	readonly digest?: string;
}

/** The images of the PRIMARY deployment. */
export interface DeployedImages {
	readonly deploymentId: string;
	readonly images: readonly PinnedImage[];
}

/** One service deployment that is over, or on its way back. */
export interface PastDeployment {
	/** `undone`: rolled back, stopped or failed; `undoing`: on its way back; `stands`: anything else. */
	readonly end: "undone" | "undoing" | "stands";
	/** AWS's own word, such as `ROLLBACK_SUCCESSFUL`. */
	readonly status: string;
	/** In AWS's words; empty when AWS gives none. */
	readonly reason: string;
	readonly createdAtMs: number;
	readonly revisionArn: string;
	/** `ecs-svc/` and the digits in which the ARN of its service revision ends. */
	readonly deploymentId: string;
	/** The members of the spec that a deployment puts in place, in normal form; undefined where the revision is gone. */
	readonly content: Partial<ServiceSpec> | undefined;
	/** What its revision ran; none where the revision is gone. */
	readonly images: readonly PinnedImage[];
}

export interface ImageFacts extends ImageNews {
	readonly deployed: DeployedImages;
}

export interface ServiceFacts {
	readonly status: string;
	readonly desiredCount: number;
	readonly runningCount: number;
	readonly pendingCount: number;
	readonly deployments: readonly DeploymentFacts[];
	/** Only of a service that CodeDeploy or somebody outside deploys. */
	readonly taskSets?: readonly TaskSetFacts[];
	/** Whatever it names, as `family:revision`: what it is to run, and what its deployments and task sets run. */
	readonly taskDefinitions: readonly string[];
	/** Why tasks of the newest deployment stopped, in AWS's words; read only while tasks fail, or ECS has thrown it out. */
	readonly stoppedReasons: readonly string[];
	/** What ECS last said of the newest deployment, where that is that it could not do its work, such as place a task. */
	readonly complaint?: string;
	/**
	 * The newest service deployments, newest first; read only while the manifest asks for a deployment, since it is there to
	 * tell whether ECS has thrown that one out before.
	 */
	readonly history: readonly PastDeployment[];
	/** The task definition revision that it is to run, as far as it is known; read anew only where CI owns images of it. */
	readonly runs?: Revision;
	/** What it runs and what registries have; read only where the manifest follows digests. */
	readonly images?: ImageFacts;
	/** The endpoints that the manifest says it uses, as far as they exist; read only where it says so. */
	readonly endpoints: readonly Endpoint[];
}

/** The deployment that is to stay. */
export function primary({ deployments }: ServiceFacts): DeploymentFacts | undefined {
	return deployments.find(({ status }) => status === "PRIMARY");
}

/** A request to observe services. */
export type ServiceLook = Look<ServiceSpec, ServiceFacts>;
