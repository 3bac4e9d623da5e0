/**
 * Observes the older revisions of a family whose manifest sets how many are kept.
 * To limit requests, it lists only in a full resync, caches what it has read, and reads tasks only where a revision could
 * be deregistered.
 */
import { readAll } from "../../aws/reads.ts";
import type { Resource } from "../../model/manifest.ts";
import type { ObserveRequest } from "../../model/observe-request.ts";
import type { ObservedState } from "../../model/observed-state.ts";
import { because } from "../../model/reason.ts";
import { tryRead } from "../observing.ts";
import type { ObservedTags, RetentionFacts, TaskDefinitionFacts } from "./facts.ts";
import { readRevision } from "./read-revision.ts";
import { expendable } from "./retention.ts";
import type { Revision } from "./revision.ts";
import type { TaskDefinitionSpec } from "./spec.ts";
import { revisionsOfTasks } from "./tasks.ts";

type TaskDefinitionObserveRequest = ObserveRequest<TaskDefinitionSpec, TaskDefinitionFacts>;

/** How many revisions one observation reads; the next one reads more. */
const maxRead = 100;
/**
 * How many candidates a full resync reads, since services observed after them may turn out to use some. Afterwards the
 * services are known, and one observation leads to one action.
 */
const maxCandidates = 10;

/** How many revisions of other owners a full resync reads again. */
const maxDoubted = 10;

const nothing: ObservedState = { get: () => undefined, all: () => [], version: () => 0 };

/** What an observation of a family already knows. */
interface Known {
	/** From an earlier observation. */
	readonly before: RetentionFacts | undefined;
	/** Revisions read by this observation or an earlier one. */
	readonly read: readonly Revision[];
	/** The ARNs of all active revisions, newest first; undefined where they were not all listed. */
	readonly listed: readonly string[] | undefined;
	/** The ARN of the revision that the manifest describes. */
	readonly chosen: string;
}

/**
 * The revisions that may be deregistered; undefined where the manifest keeps all. A failed read is reported and deregisters
 * nothing.
 */
export async function observeOldRevisions(
	request: TaskDefinitionObserveRequest,
	resource: Resource<TaskDefinitionSpec> | undefined,
	known: Known,
): Promise<RetentionFacts | undefined> {
	if (resource?.policy.keepRevisions === undefined) return undefined;
	const { before } = known;
	// Which revisions tasks run is valid only for the observation that read it.
	const remembered = before && { active: before.active, seen: before.seen };
	if (!request.allListed) return remembered;
	const tried = await tryRead(() => observeMore(request, resource, known));
	if (tried.ok) return tried.value;
	request.onWarning(because("OldRevisionsNotObserved", { target: resource.identity, cause: tried.reason }));
	return remembered;
}

async function observeMore(
	request: TaskDefinitionObserveRequest,
	resource: Resource<TaskDefinitionSpec>,
	{ before, read, listed, chosen }: Known,
): Promise<RetentionFacts> {
	const { keepRevisions = Number.POSITIVE_INFINITY } = resource.policy;
	const active = new Set(listed ?? (await listAll(request, resource.spec.family)));
	const remembered = [
		...read.map(({ arn, tags }) => [arn, { tags, reconcileId: 0 }] as const),
		...(before?.seen ?? []),
	];
	const seen = new Map(remembered.filter(([arn]) => active.has(arn)));
	const facts = (): RetentionFacts => ({ active: [...active], seen });
	if (active.size <= keepRevisions) return facts();
	const tags = tagReader(request, resource, { active, seen });
	if (request.fullResync) for (const arn of doubted(facts(), tags.isOurs)) await tags.read(arn);
	let kept = 0;
	for (const arn of [...active]) {
		if (!seen.has(arn)) await tags.read(arn);
		if (tags.isOurs(arn)) kept += 1;
		if (kept === keepRevisions || tags.isSpent()) break;
	}
	const candidates = (ofTasks: readonly string[]) => {
		const among = { ...facts(), ofTasks };
		const resourceContext = { ...request, resource, chosen };
		const asKnown = expendable(among, resourceContext);
		// In a full resync the services are observed after this, so what is known of them is as old as the last one.
		return request.fullResync
			? new Set([...asKnown, ...expendable(among, { ...resourceContext, observedState: nothing })])
			: new Set(asKnown);
	};
	if (candidates([]).size === 0) return facts();
	const ofTasks = await revisionsOfTasks(request, resource.spec.family);
	let found = 0;
	for (const arn of candidates(ofTasks)) {
		if (tags.isSpent() || found === (request.fullResync ? maxCandidates : 1)) break;
		await tags.read(arn);
		if (tags.isOurs(arn) && candidates(ofTasks).has(arn)) found += 1;
	}
	return { ...facts(), ofTasks };
}

/** Reads the tags of single revisions into `seen`, and removes inactive revisions from `active`: a list may be outdated. */
function tagReader(
	request: TaskDefinitionObserveRequest,
	{ identity }: Resource<TaskDefinitionSpec>,
	{ active, seen }: { readonly active: Set<string>; readonly seen: Map<string, ObservedTags> },
) {
	let left = maxRead;
	return {
		isSpent: () => left <= 0,
		isOurs: (arn: string) => active.has(arn) && request.isOurs(identity, seen.get(arn)?.tags ?? {}),
		read: async (arn: string) => {
			left -= 1;
			const { revision, isActive } = await readRevision(request.read, arn);
			if (!isActive) active.delete(arn);
			seen.set(arn, { tags: revision.tags, reconcileId: request.reconcileId });
		},
	};
}

/** Revisions of other owners, the longest unread first: their tags may have changed since, or AWS omitted them. */
function doubted({ active, seen }: RetentionFacts, isOurs: (arn: string) => boolean): readonly string[] {
	return active
		.filter((arn) => seen.has(arn) && !isOurs(arn))
		.sort((a, b) => (seen.get(a)?.reconcileId ?? 0) - (seen.get(b)?.reconcileId ?? 0))
		.slice(0, maxDoubted);
}

function listAll({ read }: TaskDefinitionObserveRequest, familyPrefix: string): Promise<string[]> {
	const input = { familyPrefix, status: "ACTIVE", sort: "DESC", maxResults: 100 } as const;
	return readAll(read, "ecs:ListTaskDefinitions", input, ({ taskDefinitionArns }) => taskDefinitionArns);
}
