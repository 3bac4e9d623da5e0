/**
 * Comparison and canonical serialization of JSON values. Hashes, golden tests and the comparison of plans rely on the
 * key order defined here.
 */

/** A JSON value. An undefined member is omitted when serialized. */
export type Json = string | number | boolean | null | undefined | readonly Json[] | { readonly [key: string]: Json };

/** JSON text with the keys of every object sorted and undefined members omitted. */
export function stableJson(value: unknown, indent?: number): string {
	return JSON.stringify(sorted(value), null, indent) ?? "null";
}

/** Whether two plain values are equal; an undefined member equals a missing one. */
export function sameJson(a: unknown, b: unknown): boolean {
	if (a === b) return true;
	if (Array.isArray(a) && Array.isArray(b)) {
		return a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
	}
	if (isRecord(a) && isRecord(b)) return hasSameMembers(a, b) && hasSameMembers(b, a);
	// Values with the same JSON form: dates and their texts, null and values without a JSON form.
	return stableJson(a) === stableJson(b);
}

/** The value at a key from outside, which may also be the name of a member that every object inherits. */
export function valueAt<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
	return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** Whether `value` is an object with members: not null, a list or a date. */
export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** Whether each member of `a` equals that of `b`. Comparing serialized text would take ten times as long. */
function hasSameMembers(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
	for (const key of Object.keys(a)) {
		const [one, other] = [a[key], Object.hasOwn(b, key) ? b[key] : undefined];
		if (one !== other && (one === undefined || other === undefined || !sameJson(one, other))) return false;
	}
	return true;
}

function sorted(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sorted);
	if (!isRecord(value)) return value;
	return Object.fromEntries(
		Object.entries(value)
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([key, member]) => [key, sorted(member)]),
	);
}
