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
	return pointers.reduce<unknown>((spec, pointer) => carried(spec, observed, stepsOf(pointer)), desired) as Spec;
}

function carried(wanted: unknown, from: unknown, steps: readonly string[]): unknown {
	const [step, ...rest] = steps;
	if (step === undefined) return from;
	if (Array.isArray(wanted) && Array.isArray(from)) return carriedItems(wanted, from, step, rest);
	if (!isRecord(wanted) || !isRecord(from)) return wanted;
	// What every object has is no member of a spec.
	if (step in Object.prototype) return wanted;
	// The manifest does not own what is around it, so there is nothing to keep apart.
	if (rest.length > 0 && wanted[step] === undefined) return wanted;
	const { [step]: own, ...others } = wanted;
	const value = carried(own, from[step], rest);
	return value === undefined || value === null ? others : { ...others, [step]: value };
}

/** Items are the same by AWS's key of their list, and by their place where it has none. */
function carriedItems(
	wanted: readonly unknown[],
	from: readonly unknown[],
	step: string,
	rest: readonly string[],
): readonly unknown[] {
	const key = itemKeyOf(wanted, from);
	const nameOf = (item: unknown, index: number) => (key && isRecord(item) ? String(item[key]) : String(index));
	const others = new Map(from.map((item, index) => [nameOf(item, index), item]));
	return wanted.flatMap((item, index) => {
		const name = nameOf(item, index);
		if (step !== everyItem && step !== name && step !== String(index)) return [item];
		const value = others.has(name) ? carried(item, others.get(name), rest) : item;
		return value === undefined ? [] : [value];
	});
}

/** The fields, items and keys that a JSON pointer leads through, without its escapes. */
export function stepsOf(pointer: string): readonly string[] {
	const escaped = pointer.split("/").slice(1);
	return escaped.map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}
