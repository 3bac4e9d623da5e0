/**
 * What differs between a manifest and AWS. Both sides are in normal form already, so this file knows no kind and no special
 * case: it compares plain data, field by field, and names the leaves that differ.
 */
import { isRecord, sameJson, valueAt } from "../lib/json.ts";
import type { Fields } from "../model/kind.ts";
import { itemKeyOf } from "../model/list-items.ts";
import type { Drift } from "../model/plan.ts";
import { type PathStep, redact } from "../model/redact.ts";

/** How a resource differs from its manifest, sorted by what can be done about it. */
export interface Difference<Spec> {
	readonly drift: readonly Drift[];
	/** Top-level fields that differ and that a call can change. */
	readonly updatable: readonly (keyof Spec & string)[];
	/** Top-level fields that differ and that AWS does not change. */
	readonly refused: readonly (keyof Spec & string)[];
	/** Top-level fields that the manifest omits and that are not at AWS's default. */
	readonly undeclared: readonly (keyof Spec & string)[];
}

/** Compares the fields that the manifest declares; with `whole`, an omitted field must be absent at AWS too. */
export function difference<Spec extends object>(
	fields: Fields<Spec>,
	desired: Spec,
	observed: Partial<Spec>,
	{ whole }: { readonly whole: boolean },
): Difference<Spec> {
	const drift: Drift[] = [];
	const updatable: (keyof Spec & string)[] = [];
	const refused: (keyof Spec & string)[] = [];
	const undeclared: (keyof Spec & string)[] = [];
	for (const name of Object.keys(fields) as (keyof Spec & string)[]) {
		const want: unknown = desired[name] ?? undefined;
		const have: unknown = observed[name] ?? undefined;
		if (want === undefined && !whole) {
			if (have !== undefined && !fields[name].atDefault?.(have as NonNullable<Spec[typeof name]>, observed))
				undeclared.push(name);
			continue;
		}
		if (sameJson(want, have)) continue;
		drift.push(...leaves([{ member: name }], want, have));
		(fields[name].onDrift === "update" ? updatable : refused).push(name);
	}
	return { drift, updatable, refused, undeclared };
}

/** The tags that a manifest owns and that differ: what to set and which keys to remove. */
export interface TagDifference {
	readonly drift: readonly Drift[];
	readonly set: Readonly<Record<string, string>>;
	readonly remove: readonly string[];
}

/** Compares the keys that a manifest declares; `null` wants one gone. */
export function tagDifference(
	desired: Readonly<Record<string, string | null>>,
	observed: Readonly<Record<string, string>>,
): TagDifference {
	const drift: Drift[] = [];
	const set: [string, string][] = [];
	const remove: string[] = [];
	for (const [key, want] of Object.entries(desired).sort(([a], [b]) => (a < b ? -1 : 1))) {
		const have = valueAt(observed, key);
		if ((want ?? undefined) === have) continue;
		const shown = (value: unknown) => redact(value, [{ member: "tags" }, { member: key }]);
		drift.push({ path: `tags.${key}`, desired: shown(want ?? undefined), observed: shown(have) });
		if (want === null) remove.push(key);
		else set.push([key, want]);
	}
	return { drift, set: Object.fromEntries(set), remove };
}

/** The steps stay apart down to the leaf: only the text that is shown is dotted, since names hold dots themselves. */
function leaves(path: readonly PathStep[], want: unknown, have: unknown): Drift[] {
	if (sameJson(want, have)) return [];
	if (isRecord(want) && isRecord(have)) {
		const names = [...new Set([...Object.keys(want), ...Object.keys(have)])].sort();
		return names.flatMap((name) => leaves([...path, { member: name }], valueAt(want, name), valueAt(have, name)));
	}
	if (Array.isArray(want) && Array.isArray(have)) {
		// A change in one item is shown as that item's.
		const key = itemKeyOf(want, have);
		if (key !== undefined) {
			const wanted = byKey(key, want);
			const had = byKey(key, have);
			const differing = [...new Set([...wanted.keys(), ...had.keys()])]
				.sort()
				.flatMap((name) => leaves([...path, { item: name }], wanted.get(name), had.get(name)));
			// Equal items in another order: the order itself is what differs.
			if (differing.length > 0) return differing;
		} else if (want.length === have.length && want.every(isRecord)) {
			return want.flatMap((item, index) => leaves([...path, { item: String(index) }], item, have[index]));
		}
	}
	const shown = path.map((step) => ("member" in step ? step.member : step.item)).join(".");
	return [{ path: shown, desired: redact(want, path), observed: redact(have, path) }];
}

function byKey(key: string, list: readonly unknown[]): Map<string, unknown> {
	return new Map(list.map((item) => [String((item as Record<string, unknown>)[key]), item]));
}
