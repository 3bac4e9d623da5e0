/**
 * Observes task definitions by family: the newest ten active revisions and those that services run.
 * Revisions are immutable, so each is described once and kept with the family's observation.
 */

import { readAll } from "../../aws/reads.ts";
import { groupBy } from "../../lib/group.ts";
import { type Identity, identity, nameOf } from "../../model/identity.ts";
import { allObserved, recordOf } from "../../model/kinds.ts";
import type { Due, Observations, ObserveRequest } from "../../model/observe-request.ts";
import type { Observation } from "../../model/observed-state.ts";
import { because } from "../../model/reason.ts";
import { ownerTag } from "../../model/tags.ts";
import { lastPart } from "../normal-form.ts";
import { dueByIdentity, lastObserved, tryRead, unknownObservation } from "../observing.ts";
import { roleAsDeclared } from "../role-names.ts";
import { serviceRef } from "../service/ref.ts";
import type { TaskDefinitionFacts } from "./facts.ts";
import { familyTags } from "./family-tags.ts";
import { chooseLive, isLive, liveFacts } from "./live-images.ts";
import { observeOldRevisions } from "./old-revisions.ts";
import { readIfActive, readRevision } from "./read-revision.ts";
import { taskDefinitionRef } from "./ref.ts";
import { chooseRevision, holdsContent, type Revision } from "./revision.ts";
import { type Running, readRunning } from "./running.ts";
import type { TaskDefinitionSpec } from "./spec.ts";
import { tasksLeft } from "./tasks.ts";

type TaskDefinitionObserveRequest = ObserveRequest<TaskDefinitionSpec, TaskDefinitionFacts>;
type TaskDefinitionObservation = Observation<TaskDefinitionSpec, TaskDefinitionFacts>;
type DueFamily = Due<TaskDefinitionSpec, TaskDefinitionFacts>;

const newest = 10;
/** How many revisions registered by CI are searched for one that carries the owner tag. */
const maxSearched = 100;

export async function observeTaskDefinitions(
	request: TaskDefinitionObserveRequest,
): Promise<Observations<TaskDefinitionSpec, TaskDefinitionFacts>> {
	const due = dueByIdentity(request.due);
	const wanted = new Set(due.keys());
	if (request.fullResync) {
		const listing = await tryRead(() =>
			readAll(request.read, "ecs:ListTaskDefinitionFamilies", { status: "ACTIVE" }, ({ families }) => families),
		);
		if (!listing.ok) request.onIncomplete(because("ListFailed", { kind: "TaskDefinition", cause: listing.reason }));
		for (const family of listing.ok ? listing.value : []) {
			const id = identity("TaskDefinition", family);
			// Declared families are observed on their own schedule; their existence adds nothing.
			if (!request.declared.has(id)) wanted.add(id);
		}
	}
	const inUse = arnsInUse(request);
	const live = request.due.filter(({ resource }) => resource && isLive(resource));
	const running = await readRunning(request, new Set(live.map((item) => item.identity)));
	const observations = new Map<Identity, TaskDefinitionObservation>();
	for (const id of wanted) {
		const use = { inUse: inUse.get(nameOf(id)) ?? [], running: running.get(id) };
		const tried = await tryRead(() => observationFor(request, id, due.get(id), use));
		observations.set(
			id,
			tried.ok ? tried.value : unknownObservation(request, { identity: id, isDue: due.has(id), reason: tried.reason }),
		);
	}
	return observations;
}

async function observationFor(
	request: TaskDefinitionObserveRequest,
	id: Identity,
	due: DueFamily | undefined,
	{ inUse, running }: { readonly inUse: readonly string[]; readonly running: Running | undefined },
): Promise<TaskDefinitionObservation> {
	if (running?.ok === false) return { status: "unknown", reason: running.reason };
	const family = nameOf(id);
	const { taskDefinitionArns = [] } = await request.read("ecs:ListTaskDefinitions", {
		familyPrefix: family,
		status: "ACTIVE",
		sort: "DESC",
		// The newest revision is enough to identify the owner of a family found only by a full resync.
		maxResults: due ? newest : 1,
	});
	const named = ({ spec, ...revision }: Revision): Revision => ({
		...revision,
		spec: withRoles(spec, due?.resource?.spec),
	});
	const known = new Map(
		lastObserved(recordOf(taskDefinitionRef, request.observedState, id))?.facts.revisions.map((revision) => [
			revision.arn,
			revision,
		]),
	);
	const revisions: Revision[] = [];
	for (const arn of taskDefinitionArns) {
		revisions.push(named(known.get(arn) ?? (await readRevision(request.read, arn)).revision));
	}
	// An outdated list may lack the representing revision, or one registered since.
	for (const arn of due ? knownArns(request, id) : []) {
		if (revisions.some((revision) => revision.arn === arn)) continue;
		const revision = await readIfActive(request.read, arn);
		if (revision) revisions.push(named(revision));
	}
	revisions.sort((a, b) => b.revision - a.revision);
	const deregistered: Revision[] = [];
	for (const arn of new Set([...(running?.arns ?? []), ...inUse])) {
		if (revisions.some((revision) => revision.arn === arn)) continue;
		// A list below the maximum length has every active revision, so a missing revision is inactive.
		const isWholeList = taskDefinitionArns.length < newest;
		if (due && isWholeList && !running?.arns.includes(arn)) continue;
		const { revision, isActive } = await readRevision(request.read, arn);
		(isActive ? revisions : deregistered).push(named(revision));
	}
	const isFound = due?.resource ? holdsContent(revisions, due.resource.spec) : revisions.length > 0;
	if (due && !isFound) {
		const last = await readIfActive(request.read, family);
		if (last && !revisions.some(({ arn }) => arn === last.arn)) revisions.unshift(named(last));
	}
	const live = running && due?.resource && liveFacts(due.resource, revisions, deregistered, running.arns);
	if (live && !revisions.some(isOwned)) revisions.push(...(await searchOwner(request, family)));
	// An orphaned family counts as deleted once no revision that evenkeel registered is active.
	const relevant = due && !due.resource ? revisions.filter(isOwned) : revisions;
	const likely =
		due?.resource && live ? chooseLive(due.resource, relevant, live) : chooseRevision(relevant, due?.resource?.spec);
	if (!likely) return { status: "absent" };
	// Content never changes, but tags do, including evenkeel's own.
	const chosen = known.has(likely.arn) ? named((await readRevision(request.read, likely.arn)).revision) : likely;
	const retention = await observeOldRevisions(request, due?.resource, {
		before: lastObserved(recordOf(taskDefinitionRef, request.observedState, id))?.facts.retention,
		read: revisions,
		listed: taskDefinitionArns.length < newest ? taskDefinitionArns : undefined,
		chosen: chosen.arn,
	});
	const busy = due && !due.resource ? await tasksLeft(request, family) : undefined;
	return {
		status: "present",
		observed: {
			awsRef: { arn: chosen.arn, id: `${family}:${chosen.revision}` },
			spec: chosen.spec,
			tags: familyTags(revisions, chosen, due?.resource !== undefined),
			tagsReconcileId: request.reconcileId,
			...(busy ? { busy } : {}),
			facts: {
				revisions: revisions.map((revision) => (revision.arn === chosen.arn ? chosen : revision)),
				...(live ? { live } : {}),
				...(retention ? { retention } : {}),
			},
		},
	};
}

/** Writes the roles as the manifest does, by name or by ARN; the manifest may change between observations. */
function withRoles(spec: TaskDefinitionSpec, declared: TaskDefinitionSpec | undefined): TaskDefinitionSpec {
	const taskRoleArn = roleAsDeclared(spec.taskRoleArn, declared?.taskRoleArn);
	const executionRoleArn = roleAsDeclared(spec.executionRoleArn, declared?.executionRoleArn);
	return { ...spec, ...(taskRoleArn && { taskRoleArn }), ...(executionRoleArn && { executionRoleArn }) };
}

function isOwned({ tags }: Revision): boolean {
	return tags[ownerTag] !== undefined;
}

/** Searches further revisions for the owner, since CI may have registered more than one observation reads. */
async function searchOwner(request: TaskDefinitionObserveRequest, family: string): Promise<readonly Revision[]> {
	const { taskDefinitionArns = [] } = await request.read("ecs:ListTaskDefinitions", {
		familyPrefix: family,
		status: "ACTIVE",
		sort: "DESC",
		maxResults: maxSearched,
	});
	for (const arn of taskDefinitionArns.slice(newest)) {
		const { revision } = await readRevision(request.read, arn);
		if (isOwned(revision)) return [revision];
	}
	return [];
}

/** The ARNs of the representing revision and of the one registered since. */
function knownArns(request: TaskDefinitionObserveRequest, id: Identity): readonly string[] {
	const { lastAwsRef, createdRef } = request.observedState.get(id) ?? {};
	return [lastAwsRef?.arn ?? [], createdRef ?? []].flat();
}

/** The revisions that services ran when last observed, as ARNs, by family. */
function arnsInUse(request: TaskDefinitionObserveRequest): ReadonlyMap<string, readonly string[]> {
	const arns = new Set<string>();
	for (const [, { spec, awsRef }] of allObserved(serviceRef, request.observedState)) {
		const { taskDefinition } = spec;
		const prefix = awsRef.arn.slice(0, awsRef.arn.indexOf(":service/"));
		if (taskDefinition?.includes(":")) arns.add(`${prefix}:task-definition/${taskDefinition}`);
	}
	return groupBy([...arns].sort(), (arn) => lastPart(arn).slice(0, lastPart(arn).lastIndexOf(":")));
}
