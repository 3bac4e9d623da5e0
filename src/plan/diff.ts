/**
 * Compares a manifest with the observed state, field by field. Both are in normal form, so no kind needs special
 * treatment here.
 */
import { isRecord, sameJson, valueAt } from "../lib/json.ts";
import type { Fields } from "../model/kind.ts";
import { itemKeyOf } from "../model/list-items.ts";
import type { Drift } from "../model/plan.ts";
import { type PathStep, redact } from "../model/redact.ts";

/** The differences between a resource and its manifest, by what can be done about them. */
export interface Difference<Spec> {
	readonly drift: readonly Drift[];
	/** Top-level fields that differ and that a call can change. */
	readonly updatable: readonly (keyof Spec & string)[];
	/** Top-level fields that differ and that AWS cannot change. */
	readonly refused: readonly (keyof Spec & string)[];
	/** Unmanaged fields: top-level fields that the manifest omits and that differ from AWS's default. */
	readonly unmanaged: readonly (keyof Spec & string)[];
}

/**
 * Compares the fields that the manifest declares. With `whole`, a field that the manifest omits must be absent in AWS
 * too.
 */
export function difference<Spec extends object>(
	fields: Fields<Spec>,
	desired: Spec,
	observed: Partial<Spec>,
	{ whole }: { readonly whole: boolean },
): Difference<Spec> {
	const drift: Drift[] = [];
	const updatable: (keyof Spec & string)[] = [];
	const refused: (keyof Spec & string)[] = [];
	const unmanaged: (keyof Spec & string)[] = [];
	for (const name of Object.keys(fields) as (keyof Spec & string)[]) {
		const want: unknown = desired[name] ?? undefined;
		const have: unknown = observed[name] ?? undefined;
		if (want === undefined && !whole) {
			if (have !== undefined && !fields[name].atDefault?.(have as NonNullable<Spec[typeof name]>, observed))
				unmanaged.push(name);
			continue;
		}
		if (sameJson(want, have)) continue;
		drift.push(...leaves([{ member: name }], want, have));
		(fields[name].onDrift === "update" ? updatable : refused).push(name);
	}
	return { drift, updatable, refused, unmanaged };
}

/** The tags to set and the keys to remove. */
export interface TagDifference {
	readonly drift: readonly Drift[];
	readonly set: Readonly<Record<string, string>>;
	readonly remove: readonly string[];
}

/** Compares the keys that a manifest declares; `null` requires the key to be absent. */
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

/** Path steps stay separate down to the leaf, because names may contain dots; only the displayed text is dotted. */
function leaves(path: readonly PathStep[], want: unknown, have: unknown): Drift[] {
	if (sameJson(want, have)) return [];
	if (isRecord(want) && isRecord(have)) {
		const names = [...new Set([...Object.keys(want), ...Object.keys(have)])].sort();
		return names.flatMap((name) => leaves([...path, { member: name }], valueAt(want, name), valueAt(have, name)));
	}
	if (Array.isArray(want) && Array.isArray(have)) {
		// A change in one list item is shown as a difference of that item.
		const key = itemKeyOf(want, have);
		if (key !== undefined) {
			const wanted = byKey(key, want);
			const had = byKey(key, have);
			const differing = [...new Set([...wanted.keys(), ...had.keys()])]
				.sort()
				.flatMap((name) => leaves([...path, { item: name }], wanted.get(name), had.get(name)));
			// If all items are equal, only the order differs.
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
