/**
 * `policy.ignore`: parts of a spec that another owner controls. They are copied from AWS, so they never differ, and a
 * call that sends the surrounding field leaves them unchanged.
 */
import { isRecord } from "../lib/json.ts";
import { itemKeyOf } from "./list-items.ts";

/** Stands for every item of a list. */
const everyItem = "*";

/**
 * Returns `desired` with the parts named by `pointers` copied from `observed`. A pointer is a JSON pointer (RFC 6901)
 * into the spec, such as `/desiredCount`; list items are named by their name, their index or `*`. Parts missing in AWS
 * are removed, except that the manifest's value is kept for creation if the surrounding part is missing too.
 */
export function withIgnored<Spec extends object>(
	desired: Spec,
	observed: Partial<Spec>,
	pointers: readonly string[],
): Spec {
	// Copying a member from a spec of the same type preserves the type.
	return pointers.length === 0 ? desired : (carried(desired, observed, partsOf(pointers)) as Spec);
}

/** Pointers grouped by common prefix. A list of thousands of items is traversed once for all of them. */
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
		// Members that every object inherits are not part of a spec.
		if (step in Object.prototype) continue;
		// The manifest does not set the surrounding part, so there is nothing to preserve.
		if (!inner.isWhole && wanted[step] === undefined) continue;
		const value = carried(wanted[step], from[step], inner);
		if (value === undefined || value === null) delete result[step];
		else result[step] = value;
	}
	return result;
}

/** Matches items by AWS's key for their list, or by index if it has none. */
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

/** The fields, items and keys of a JSON pointer, unescaped. */
export function stepsOf(pointer: string): readonly string[] {
	const escaped = pointer.split("/").slice(1);
	return escaped.map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}
