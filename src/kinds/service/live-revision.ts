/**
 * Decides which task definition revision a service should run.
 * Where `policy.liveImages` or `policy.ignore` leave parts to CI or another owner, their UpdateService calls are not drift.
 * A lost response or an outdated list may also leave two revisions of the same content; redeploying a service only to
 * change between them would restart it for nothing.
 */

import type { ResourceContext } from "../../model/changes.ts";
import type { Identity } from "../../model/identity.ts";
import { observedOf } from "../../model/kinds.ts";
import type { Resource } from "../../model/manifest.ts";
import type { ObservedState } from "../../model/observed-state.ts";
import { because, type Reason } from "../../model/reason.ts";
import { referred } from "../checking.ts";
import type { TaskDefinitionFacts } from "../task-definition/facts.ts";
import { isAsDeclared, isLive } from "../task-definition/live-images.ts";
import { readRevision } from "../task-definition/read-revision.ts";
import { taskDefinitionRef } from "../task-definition/ref.ts";
import type { Revision } from "../task-definition/revision.ts";
import type { TaskDefinitionSpec } from "../task-definition/spec.ts";
import type { ServiceObserveRequest } from "./facts.ts";
import type { ServiceSpec } from "./spec.ts";

type Around = Pick<ResourceContext<ServiceSpec>, "resource" | "declared" | "observedState">;

/**
 * The revision that the service runs; undefined where no manifest declares its family, or the revision is not among the
 * known ones.
 */
export async function runningRevision(
	request: ServiceObserveRequest,
	arn: string | undefined,
	resource: Resource<ServiceSpec> | undefined,
	last: Revision | undefined,
): Promise<Revision | undefined> {
	const definition = resource && definitionOf({ resource, declared: request.declared });
	if (!arn || !definition) return undefined;
	// CI may have registered a revision since the family was last observed.
	if (isLive(definition)) return last?.arn === arn ? last : (await readRevision(request.read, arn)).revision;
	return factsOf(definition, request.observedState)?.revisions.find((revision) => revision.arn === arn);
}

/** The desired spec with the running revision as its task definition, where that one matches the manifest. */
export function followRevision(desired: ServiceSpec, runs: Revision | undefined, resourceContext: Around): ServiceSpec {
	return runs && isAccepted(runs, resourceContext) ? { ...desired, taskDefinition: awsRefOf(runs) } : desired;
}

/**
 * Why a revision that does not match the manifest cannot be replaced yet: the family was not observed since CI rolled the
 * revision out, so the replacement may have an older image.
 */
export function revisionNotObservedYet(runs: Revision | undefined, resourceContext: Around): Reason | undefined {
	const definition = definitionOf(resourceContext);
	if (!runs || !definition || !isLive(definition) || isAccepted(runs, resourceContext)) return undefined;
	const running = factsOf(definition, resourceContext.observedState)?.live?.running ?? [];
	if (running.includes(runs.arn)) return undefined;
	return because("RunningRevisionNotObserved", { revision: awsRefOf(runs), target: definition.identity });
}

function isAccepted(runs: Revision, resourceContext: Around): boolean {
	const definition = definitionOf(resourceContext);
	if (!definition) return false;
	const revisions = factsOf(definition, resourceContext.observedState)?.revisions;
	return isAsDeclared(runs, definition.spec, definition.policy, revisions);
}

function definitionOf({
	resource,
	declared,
}: Pick<Around, "resource" | "declared">): Resource<TaskDefinitionSpec> | undefined {
	return referred<TaskDefinitionSpec>(declared, "TaskDefinition", resource.spec.taskDefinition);
}

function factsOf(
	{ identity }: { readonly identity: Identity },
	observedState: ObservedState,
): TaskDefinitionFacts | undefined {
	return observedOf(taskDefinitionRef, observedState, identity)?.facts;
}

/** The reference to a revision as in a service's normalised spec. */
function awsRefOf({ spec, revision }: Revision): string {
	return `${spec.family}:${revision}`;
}
