/**
 * The lists of task definitions and of their families (ECS API reference, ListTaskDefinitions and
 * ListTaskDefinitionFamilies).
 */
import type {
	ListTaskDefinitionFamiliesRequest,
	ListTaskDefinitionFamiliesResponse,
	ListTaskDefinitionsRequest,
	ListTaskDefinitionsResponse,
} from "@aws-sdk/client-ecs";
import { page } from "../paging.ts";
import type { RevisionRecord } from "../record-parts.ts";
import type { EcsState } from "../state.ts";
import { forgetDeleted } from "./revisions.ts";

/** ListTaskDefinitions. */
export function listRevisions(state: EcsState, input: ListTaskDefinitionsRequest): ListTaskDefinitionsResponse {
	const status = input.status ?? "ACTIVE";
	const families =
		input.familyPrefix === undefined ? [...state.families.values()] : [state.families.get(input.familyPrefix)];
	const revisions: RevisionRecord[] = [];
	for (const family of families) {
		if (!family) continue;
		forgetDeleted(state, family);
		for (const revision of family.revisions.values()) if (revision.status === status) revisions.push(revision);
	}
	const descending = input.sort === "DESC";
	// A space sorts before every character of a family name, so that `web` precedes `web-2`.
	const ordered = revisions
		.map((revision) => ({ revision, key: `${revision.family} ${String(revision.revision).padStart(10, "0")}` }))
		.sort((a, b) => (a.key < b.key !== descending ? -1 : 1));
	const { items, nextToken } = page(
		ordered,
		(item) => item.key,
		input,
		{ list: "task definitions", defaultSize: 100 },
		descending,
	);
	return { taskDefinitionArns: items.map((item) => item.revision.arn), ...(nextToken && { nextToken }) };
}

/** ListTaskDefinitionFamilies. */
export function listFamilies(
	state: EcsState,
	input: ListTaskDefinitionFamiliesRequest,
): ListTaskDefinitionFamiliesResponse {
	const status = input.status ?? "ACTIVE";
	const names = [...state.families.values()]
		.filter((family) => family.name.startsWith(input.familyPrefix ?? ""))
		.filter((family) => {
			forgetDeleted(state, family);
			if (family.revisions.size === 0) return false;
			const active = [...family.revisions.values()].some((revision) => revision.status === "ACTIVE");
			return status === "ALL" || active === (status === "ACTIVE");
		})
		.map((family) => family.name)
		.sort();
	const { items, nextToken } = page(names, (name) => name, input, { list: "families", defaultSize: 100 });
	return { families: [...items], ...(nextToken && { nextToken }) };
}
