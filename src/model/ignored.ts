/**
 * `policy.ignore`: parts of a spec that belong to somebody else. They are carried forward as they are at AWS, so they never
 * differ, and a call that sends the field around them changes nothing in them.
 */
import { isRecord } from "../lib/json.ts";
import { itemKeyOf } from "./list-items.ts";

/** In place of an item's name: every item of the list. */
const everyItem = "*";

/**
 * `desired` with whatever `pointers` name taken from `observed`. A pointer is a JSON pointer (RFC 6901) from the spec on, such as
 * `/desiredCount`, in which an item of a list goes by its name, its number or `*`. What AWS does not have is taken out;
 * where it lacks even what is around it, the manifest's value stays, for birth.
 */
export function withIgnored<Spec extends object>(
	desired: Spec,
	observed: Partial<Spec>,
	pointers: readonly string[],
): Spec {
	// Taking a member from a spec of the same type leaves it one.
	return pointers.length === 0 ? desired : (carried(desired, observed, partsOf(pointers)) as Spec);
}

/** What pointers that begin alike lead to: all of it, or parts of it. A list of thousands is gone through once for all of them. */
interface Parts {
	isWhole: boolean;
	readonly inner: Map<string, Parts>;
}

function partsOf(pointers: readonly string[]): Parts {
	const root: Parts = { isWhole: false, inner: new Map() };
	for (const pointer of pointers) {
		let parts = root;
		for (const step of stepsOf(pointer)) {
			const inner = parts.inner.get(step) ?? { isWhole: false, inner: new Map() };
			parts.inner.set(step, inner);
			parts = inner;
		}
		parts.isWhole = true;
	}
	return root;
}

function carried(wanted: unknown, from: unknown, parts: Parts): unknown {
	if (parts.isWhole) return from;
	if (Array.isArray(wanted) && Array.isArray(from)) return carriedItems(wanted, from, parts);
	if (!isRecord(wanted) || !isRecord(from)) return wanted;
	const result = { ...wanted };
	for (const [step, inner] of parts.inner) {
		// What every object has is no member of a spec.
		if (step in Object.prototype) continue;
		// The manifest does not own what is around it, so there is nothing to keep apart.
		if (!inner.isWhole && wanted[step] === undefined) continue;
		const value = carried(wanted[step], from[step], inner);
		if (value === undefined || value === null) delete result[step];
		else result[step] = value;
	}
	return result;
}

/** Items are the same by AWS's key of their list, and by their place where it has none. */
function carriedItems(wanted: readonly unknown[], from: readonly unknown[], { inner }: Parts): readonly unknown[] {
	const key = itemKeyOf(wanted, from);
	const nameOf = (item: unknown, index: number) => (key && isRecord(item) ? String(item[key]) : String(index));
	const others = new Map(from.map((item, index) => [nameOf(item, index), item]));
	return wanted.flatMap((item, index) => {
		const name = nameOf(item, index);
		if (!others.has(name)) return [item];
		const steps = new Set([everyItem, name, String(index)]);
		const value = [...steps].reduce<unknown>((one, step) => {
			const parts = inner.get(step);
			return parts ? carried(one, others.get(name), parts) : one;
		}, item);
		return value === undefined ? [] : [value];
	});
}

/** The fields, items and keys that a JSON pointer leads through, without its escapes. */
export function stepsOf(pointer: string): readonly string[] {
	const escaped = pointer.split("/").slice(1);
	return escaped.map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}
