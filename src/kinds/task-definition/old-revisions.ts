/**
 * Observes the older revisions of a family whose manifest sets how many are kept.
 * To limit requests, it lists only in a full resync, caches what it has read, and reads tasks only where a revision could
 * be deregistered.
 */
import { readAll } from "../../aws/reads.ts";
import type { Resource } from "../../model/manifest.ts";
import type { Look } from "../../model/observing.ts";
import { because } from "../../model/reason.ts";
import type { World } from "../../model/world.ts";
import { tryRead } from "../looking.ts";
import type { RetentionFacts, SeenTags, TaskDefinitionFacts } from "./facts.ts";
import { readRevision } from "./read-revision.ts";
import { expendable } from "./retention.ts";
import type { Revision } from "./revision.ts";
import type { TaskDefinitionSpec } from "./spec.ts";
import { revisionsOfTasks } from "./tasks.ts";

type TaskDefinitionLook = Look<TaskDefinitionSpec, TaskDefinitionFacts>;

/** How many revisions one observation reads; the next one reads more. */
const mostRead = 100;
/**
 * How many candidates a full resync reads, since services observed after them may turn out to use some. Afterwards the
 * services are known, and one observation leads to one action.
 */
const mostCandidates = 10;

/** How many revisions of other owners a full resync reads again. */
const mostDoubted = 10;

const nothing: World = { get: () => undefined, all: () => [], version: () => 0 };

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
export async function lookAtOldRevisions(
	look: TaskDefinitionLook,
	resource: Resource<TaskDefinitionSpec> | undefined,
	known: Known,
): Promise<RetentionFacts | undefined> {
	if (resource?.policy.keepRevisions === undefined) return undefined;
	const { before } = known;
	// Which revisions tasks run is valid only for the observation that read it.
	const remembered = before && { active: before.active, seen: before.seen };
	if (!look.allListed) return remembered;
	const tried = await tryRead(() => lookFurther(look, resource, known));
	if (tried.ok) return tried.value;
	look.onWarning(because("OldRevisionsNotObserved", { target: resource.identity, cause: tried.reason }));
	return remembered;
}

async function lookFurther(
	look: TaskDefinitionLook,
	resource: Resource<TaskDefinitionSpec>,
	{ before, read, listed, chosen }: Known,
): Promise<RetentionFacts> {
	const { keepRevisions = Number.POSITIVE_INFINITY } = resource.policy;
	const active = new Set(listed ?? (await listAll(look, resource.spec.family)));
	const remembered = [...read.map(({ arn, tags }) => [arn, { tags, pass: 0 }] as const), ...(before?.seen ?? [])];
	const seen = new Map(remembered.filter(([arn]) => active.has(arn)));
	const facts = (): RetentionFacts => ({ active: [...active], seen });
	if (active.size <= keepRevisions) return facts();
	const tags = tagReader(look, resource, { active, seen });
	if (look.sweep) for (const arn of doubted(facts(), tags.isOurs)) await tags.read(arn);
	let kept = 0;
	for (const arn of [...active]) {
		if (!seen.has(arn)) await tags.read(arn);
		if (tags.isOurs(arn)) kept += 1;
		if (kept === keepRevisions || tags.isSpent()) break;
	}
	const candidates = (ofTasks: readonly string[]) => {
		const among = { ...facts(), ofTasks };
		const around = { ...look, resource, chosen };
		const asKnown = expendable(among, around);
		// In a full resync the services are observed after this, so what is known of them is as old as the last one.
		return look.sweep ? new Set([...asKnown, ...expendable(among, { ...around, world: nothing })]) : new Set(asKnown);
	};
	if (candidates([]).size === 0) return facts();
	const ofTasks = await revisionsOfTasks(look, resource.spec.family);
	let found = 0;
	for (const arn of candidates(ofTasks)) {
		if (tags.isSpent() || found === (look.sweep ? mostCandidates : 1)) break;
		await tags.read(arn);
		if (tags.isOurs(arn) && candidates(ofTasks).has(arn)) found += 1;
	}
	return { ...facts(), ofTasks };
}

/** Reads the tags of single revisions into `seen`, and removes inactive revisions from `active`: a list may be outdated. */
function tagReader(
	look: TaskDefinitionLook,
	{ identity }: Resource<TaskDefinitionSpec>,
	{ active, seen }: { readonly active: Set<string>; readonly seen: Map<string, SeenTags> },
) {
	let left = mostRead;
	return {
		isSpent: () => left <= 0,
		isOurs: (arn: string) => active.has(arn) && look.isOurs(identity, seen.get(arn)?.tags ?? {}),
		read: async (arn: string) => {
			left -= 1;
			const { revision, isActive } = await readRevision(look.read, arn);
			if (!isActive) active.delete(arn);
			seen.set(arn, { tags: revision.tags, pass: look.pass });
		},
	};
}

/** Revisions of other owners, the longest unread first: their tags may have changed since, or AWS omitted them. */
function doubted({ active, seen }: RetentionFacts, isOurs: (arn: string) => boolean): readonly string[] {
	return active
		.filter((arn) => seen.has(arn) && !isOurs(arn))
		.sort((a, b) => (seen.get(a)?.pass ?? 0) - (seen.get(b)?.pass ?? 0))
		.slice(0, mostDoubted);
}

function listAll({ read }: TaskDefinitionLook, familyPrefix: string): Promise<string[]> {
	const input = { familyPrefix, status: "ACTIVE", sort: "DESC", maxResults: 100 } as const;
	return readAll(read, "ecs:ListTaskDefinitions", input, ({ taskDefinitionArns }) => taskDefinitionArns);
}
