/**
 * Looks at task definitions by family: the newest ten active revisions and those that services run on. Revisions are
 * immutable, so each is described once and then remembered with the family's sight.
 */
import { readAll } from "../../aws/reads.ts";
import { groupBy } from "../../lib/group.ts";
import { type Identity, identity, nameOf } from "../../model/identity.ts";
import type { Due, Look, Sights } from "../../model/kind.ts";
import { formatTag, identityTag, onDeleteTag, ownerTag } from "../../model/tags.ts";
import type { Observation, Sight } from "../../model/world.ts";
import { dueByIdentity, ecsTags, lastSeen, tryRead, unknownSight } from "../looking.ts";
import { lastPart } from "../normal-form.ts";
import { taskDefinitionManifest } from "./manifest.ts";
import { chooseRevision, type Revision } from "./revision.ts";
import type { TaskDefinitionSpec } from "./spec.ts";

export interface TaskDefinitionFacts {
	/** Active revisions, newest first: the newest ten and those that services run on. */
	readonly revisions: readonly Revision[];
}

type TaskDefinitionLook = Look<TaskDefinitionSpec, TaskDefinitionFacts>;
type TaskDefinitionSight = Sight<TaskDefinitionSpec, TaskDefinitionFacts>;

const newest = 10;

export async function observeTaskDefinitions(
	look: TaskDefinitionLook,
): Promise<Sights<TaskDefinitionSpec, TaskDefinitionFacts>> {
	const due = dueByIdentity(look.due);
	const wanted = new Set(due.keys());
	if (look.sweep) {
		const listing = await tryRead(() =>
			readAll(look.read, "ecs:ListTaskDefinitionFamilies", { status: "ACTIVE" }, ({ families }) => families),
		);
		if (!listing.ok) look.onIncomplete(`the task definitions could not be listed: ${listing.reason}`);
		for (const family of listing.ok ? listing.value : []) wanted.add(identity("TaskDefinition", family));
	}
	const inUse = arnsInUse(look);
	const sights = new Map<Identity, TaskDefinitionSight>();
	for (const id of wanted) {
		const tried = await tryRead(() => sightOf(look, id, due.get(id), inUse.get(nameOf(id)) ?? []));
		sights.set(
			id,
			tried.ok ? tried.value : unknownSight(look, { identity: id, isDue: due.has(id), reason: tried.reason }),
		);
	}
	return sights;
}

async function sightOf(
	look: TaskDefinitionLook,
	id: Identity,
	due: Due<TaskDefinitionSpec, TaskDefinitionFacts> | undefined,
	arnsUsed: readonly string[],
): Promise<TaskDefinitionSight> {
	const family = nameOf(id);
	const { taskDefinitionArns } = await look.read("ecs:ListTaskDefinitions", {
		familyPrefix: family,
		status: "ACTIVE",
		sort: "DESC",
		// Of a family that a sweep has only come across, the newest revision tells whose it is.
		maxResults: due ? newest : 1,
	});
	const known = new Map(lastSeen(observationOf(look, id))?.facts.revisions.map((revision) => [revision.arn, revision]));
	const revisions: Revision[] = [];
	for (const arn of taskDefinitionArns ?? []) {
		revisions.push(known.get(arn) ?? (await describe(look, arn)));
	}
	for (const arn of arnsUsed) {
		if (revisions.some((revision) => revision.arn === arn)) continue;
		// A list that is shorter than it may be shows every active revision, and a service's is not among them.
		const isWholeList = (taskDefinitionArns?.length ?? 0) < newest;
		const used = due && isWholeList ? undefined : await describeActive(look, arn);
		if (used) revisions.push(used);
	}
	// An orphaned family counts as gone once nothing that evenkeel registered is active in it.
	const relevant = due && !due.resource ? revisions.filter(({ tags }) => tags[ownerTag] !== undefined) : revisions;
	const likely = chooseRevision(relevant, due?.resource?.spec);
	if (!likely) return { status: "absent" };
	// Content never changes, but tags do, our own among them.
	const chosen = known.has(likely.arn) ? await describe(look, likely.arn) : likely;
	const busy = due && !due.resource ? await tasksLeft(look, family) : undefined;
	return {
		status: "present",
		observed: {
			handle: { arn: chosen.arn, id: `${family}:${chosen.revision}` },
			spec: chosen.spec,
			tags: familyTags(revisions, chosen, due?.resource !== undefined),
			tagsPass: look.pass,
			...(busy ? { busy } : {}),
			facts: { revisions: revisions.map((revision) => (revision.arn === chosen.arn ? chosen : revision)) },
		},
	};
}

/** What this kind saw the last time, also of a family that nothing declares. */
function observationOf(look: TaskDefinitionLook, id: Identity) {
	return look.world.get(id) as Observation<TaskDefinitionSpec, TaskDefinitionFacts> | undefined;
}

/**
 * A family is whose any of its revisions is: another revision of it may have been registered by CI. And it is kept when any
 * revision that evenkeel registered says so: the one that the manifest was about need not be the newest.
 */
function familyTags(
	revisions: readonly Revision[],
	chosen: Revision,
	isDeclared: boolean,
): Readonly<Record<string, string>> {
	const owned = revisions.filter(({ tags }) => tags[ownerTag] !== undefined).sort((a, b) => b.revision - a.revision);
	const [newestOwned] = owned;
	if (!newestOwned) return chosen.tags;
	const tags = { ...ownership(newestOwned.tags), ...chosen.tags };
	const onDelete = owned.map((revision) => revision.tags[onDeleteTag]).find((value) => value !== undefined);
	// While there is a manifest, the tag is compared with it and written where the manifest's own revision is.
	return isDeclared || onDelete === undefined ? tags : { ...tags, [onDeleteTag]: onDelete };
}

function ownership(tags: Readonly<Record<string, string>>): Record<string, string> {
	return Object.fromEntries(
		[ownerTag, identityTag, formatTag].flatMap((key) => (tags[key] === undefined ? [] : [[key, tags[key]]])),
	);
}

async function describe(look: TaskDefinitionLook, arn: string): Promise<Revision> {
	const { taskDefinition, tags } = await look.read("ecs:DescribeTaskDefinition", {
		taskDefinition: arn,
		include: ["TAGS"],
	});
	const { revision, ...spec } = taskDefinition ?? {};
	return {
		arn,
		revision: revision ?? 0,
		spec: taskDefinitionManifest.normalise({ ...spec, family: taskDefinition?.family ?? "" } as TaskDefinitionSpec),
		tags: ecsTags(tags),
	};
}

/** A revision that services run on may have been deregistered meanwhile, and then it cannot be used anew. */
async function describeActive(look: TaskDefinitionLook, arn: string): Promise<Revision | undefined> {
	const { taskDefinition } = await look.read("ecs:DescribeTaskDefinition", { taskDefinition: arn });
	return taskDefinition?.status === "ACTIVE" ? describe(look, arn) : undefined;
}

/** The revisions that services were last seen to run on, as ARNs, by family. */
function arnsInUse(look: TaskDefinitionLook): ReadonlyMap<string, readonly string[]> {
	const arns = new Set<string>();
	for (const { identity: id, sight } of look.world.all()) {
		if (!id.startsWith("Service/") || sight.status !== "present") continue;
		const { taskDefinition } = sight.observed.spec as { taskDefinition?: string };
		const prefix = sight.observed.handle.arn.slice(0, sight.observed.handle.arn.indexOf(":service/"));
		if (taskDefinition?.includes(":")) arns.add(`${prefix}:task-definition/${taskDefinition}`);
	}
	return groupBy([...arns].sort(), (arn) => lastPart(arn).slice(0, lastPart(arn).lastIndexOf(":")));
}

/** A definition in use is never deregistered: not while a task of the family is left in any cluster that we know. */
async function tasksLeft(look: TaskDefinitionLook, family: string): Promise<string | undefined> {
	for (const { identity: id, sight } of look.world.all()) {
		if (!id.startsWith("Cluster/") || sight.status === "absent") continue;
		const listed =
			sight.status === "unknown"
				? sight
				: await tryRead(() => look.read("ecs:ListTasks", { cluster: nameOf(id), family, maxResults: 1 }));
		if ("reason" in listed) return `It is not known whether tasks of it are left in ${id}: ${listed.reason}`;
		if (listed.value.taskArns?.length) return `It goes once no task of it is left in ${id}.`;
	}
	return undefined;
}
