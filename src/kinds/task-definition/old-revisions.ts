/**
 * Looks at the older revisions of a family whose manifest says how many are kept. It asks only while everything is listed
 * anyway, remembers what it has read, and asks about tasks only where some revision could go.
 */
import { readAll } from "../../aws/reads.ts";
import type { Look } from "../../model/kind.ts";
import type { Resource } from "../../model/manifest.ts";
import type { World } from "../../model/world.ts";
import { tryRead } from "../looking.ts";
import type { RetentionFacts, TaskDefinitionFacts } from "./facts.ts";
import { readRevision } from "./read-revision.ts";
import { expendable } from "./retention.ts";
import type { Revision } from "./revision.ts";
import type { TaskDefinitionSpec } from "./spec.ts";
import { revisionsOfTasks } from "./tasks.ts";

type TaskDefinitionLook = Look<TaskDefinitionSpec, TaskDefinitionFacts>;

/** So many revisions are read at one look; what is left is read at the next. */
const mostRead = 100;
/**
 * So many that could go are read when everything is listed, since some may turn out to be used by services that are looked at
 * after them; later on the services are known, and one call is sent after one look.
 */
const mostCandidates = 10;

const nothing: World = { get: () => undefined, all: () => [] };

/** What a look at a family knows already. */
interface Known {
	/** From an earlier look. */
	readonly before: RetentionFacts | undefined;
	/** Revisions that this look or an earlier one has read. */
	readonly read: readonly Revision[];
	/** The ARNs of all active revisions, newest first; undefined where they were not all listed. */
	readonly listed: readonly string[] | undefined;
	/** The ARN of the revision that the manifest describes. */
	readonly chosen: string;
}

/**
 * What is known of the revisions that may not be kept; undefined where the manifest keeps all. A look that fails tells so,
 * and makes nothing go.
 */
export async function lookAtOldRevisions(
	look: TaskDefinitionLook,
	resource: Resource<TaskDefinitionSpec> | undefined,
	known: Known,
): Promise<RetentionFacts | undefined> {
	if (resource?.policy.keepRevisions === undefined) return undefined;
	const { before } = known;
	// What tasks run is true of the look alone that has asked.
	const remembered = before && { active: before.active, seen: before.seen };
	if (!look.allListed) return remembered;
	const tried = await tryRead(() => lookFurther(look, resource, known));
	if (tried.ok) return tried.value;
	look.onWarning(`Old revisions of ${resource.identity} are kept, since not all can be seen: ${tried.reason}`);
	return remembered;
}

async function lookFurther(
	look: TaskDefinitionLook,
	resource: Resource<TaskDefinitionSpec>,
	{ before, read, listed, chosen }: Known,
): Promise<RetentionFacts> {
	const { keepRevisions = Number.POSITIVE_INFINITY } = resource.policy;
	const active = [...(listed ?? (await listAll(look, resource.spec.family)))];
	const remembered = [...read.map(({ arn, tags }) => [arn, { tags, pass: 0 }] as const), ...(before?.seen ?? [])];
	const seen = new Map(remembered.filter(([arn]) => active.includes(arn)));
	const facts = { active, seen };
	if (active.length <= keepRevisions) return facts;
	let left = mostRead;
	const isOurs = async (arn: string, { anew = false } = {}) => {
		if (anew || !seen.has(arn)) {
			left -= 1;
			const { revision, isActive } = await readRevision(look.read, arn);
			// A list may be behind.
			if (!isActive) active.splice(active.indexOf(arn), 1);
			seen.set(arn, { tags: revision.tags, pass: look.pass });
		}
		return look.isOurs(resource.identity, seen.get(arn)?.tags ?? {}) && active.includes(arn);
	};
	let kept = 0;
	for (const arn of [...active]) {
		if (left === 0) return facts;
		if (await isOurs(arn)) kept += 1;
		if (kept === keepRevisions) break;
	}
	const candidates = (among: RetentionFacts) => {
		const around = { ...look, resource, chosen };
		const asKnown = expendable(among, around);
		// What is known of services is as old as the last list where everything is listed now, and they are looked at after this.
		return look.sweep ? new Set([...asKnown, ...expendable(among, { ...around, world: nothing })]) : new Set(asKnown);
	};
	if (candidates(facts).size === 0) return facts;
	const known = { ...facts, ofTasks: await revisionsOfTasks(look, resource.spec.family) };
	let found = 0;
	for (const arn of candidates(known)) {
		if (left === 0 || found === (look.sweep ? mostCandidates : 1)) break;
		if ((await isOurs(arn, { anew: true })) && candidates(known).has(arn)) found += 1;
	}
	return known;
}

function listAll({ read }: TaskDefinitionLook, familyPrefix: string): Promise<string[]> {
	const input = { familyPrefix, status: "ACTIVE", sort: "DESC", maxResults: 100 } as const;
	return readAll(read, "ecs:ListTaskDefinitions", input, ({ taskDefinitionArns }) => taskDefinitionArns);
}
