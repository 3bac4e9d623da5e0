/**
 * A service may run any revision that is as declared. Where images of it belong to CI, or other parts to somebody else
 * (`policy.liveImages` and `policy.ignore` of its task definition), they roll it forward and back with UpdateService, and nothing of
 * that is drift. Elsewhere a lost answer, or a list that is behind, leaves a second revision of the same content, and to deploy
 * that one would restart the service for nothing.
 */

import type { Surroundings } from "../../model/changes.ts";
import type { Identity } from "../../model/identity.ts";
import { observedOf } from "../../model/kinds.ts";
import type { Resource } from "../../model/manifest.ts";
import { because, type Reason } from "../../model/reason.ts";
import type { World } from "../../model/world.ts";
import { referred } from "../checking.ts";
import type { TaskDefinitionFacts } from "../task-definition/facts.ts";
import { isAsDeclared, isLive } from "../task-definition/live-images.ts";
import { readRevision } from "../task-definition/read-revision.ts";
import { taskDefinitionRef } from "../task-definition/ref.ts";
import type { Revision } from "../task-definition/revision.ts";
import type { TaskDefinitionSpec } from "../task-definition/spec.ts";
import type { ServiceLook } from "./facts.ts";
import type { ServiceSpec } from "./spec.ts";

type Around = Pick<Surroundings<ServiceSpec>, "resource" | "declared" | "world">;

/** The revision that the service runs on; undefined where no manifest declares its family, or it is not among those known of it. */
export async function runningRevision(
	look: ServiceLook,
	arn: string | undefined,
	resource: Resource<ServiceSpec> | undefined,
	last: Revision | undefined,
): Promise<Revision | undefined> {
	const definition = resource && definitionOf({ resource, declared: look.declared });
	if (!arn || !definition) return undefined;
	// What CI has registered may be newer than the last look at the family.
	if (isLive(definition)) return last?.arn === arn ? last : (await readRevision(look.read, arn)).revision;
	return factsOf(definition, look.world)?.revisions.find((revision) => revision.arn === arn);
}

/** The task definition that is wanted: the one that runs, where that is as declared. */
export function followRevision(desired: ServiceSpec, runs: Revision | undefined, around: Around): ServiceSpec {
	return runs && isAccepted(runs, around) ? { ...desired, taskDefinition: handleOf(runs) } : desired;
}

/**
 * Why nothing can be done yet about a revision that is not as declared: the family has not been looked at since CI rolled it
 * out, so that what would be deployed instead may have an older image.
 */
export function unconsidered(runs: Revision | undefined, around: Around): Reason | undefined {
	const definition = definitionOf(around);
	if (!runs || !definition || !isLive(definition) || isAccepted(runs, around)) return undefined;
	const running = factsOf(definition, around.world)?.live?.running ?? [];
	if (running.includes(runs.arn)) return undefined;
	return because("RunningRevisionNotObserved", { revision: handleOf(runs), target: definition.identity });
}

function isAccepted(runs: Revision, around: Around): boolean {
	const definition = definitionOf(around);
	if (!definition) return false;
	const revisions = factsOf(definition, around.world)?.revisions;
	return isAsDeclared(runs, definition.spec, definition.policy, revisions);
}

function definitionOf({
	resource,
	declared,
}: Pick<Around, "resource" | "declared">): Resource<TaskDefinitionSpec> | undefined {
	return referred<TaskDefinitionSpec>(declared, "TaskDefinition", resource.spec.taskDefinition);
}

function factsOf({ identity }: { readonly identity: Identity }, world: World): TaskDefinitionFacts | undefined {
	return observedOf(taskDefinitionRef, world, identity)?.facts;
}

/** As a service's spec in normal form names it. */
function handleOf({ spec, revision }: Revision): string {
	return `${spec.family}:${revision}`;
}
