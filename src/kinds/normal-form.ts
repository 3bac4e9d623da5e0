/**
 * Helpers for `normalise`: filling in AWS's defaults, dropping empty members, and sorting lists whose order AWS does not
 * keep.
 * Kinds apply them to manifests and observations alike, so comparing two specs needs no special cases.
 */

import type { CapacityProviderStrategyItem, LogConfiguration } from "@aws-sdk/client-ecs";
import { stableJson } from "../lib/json.ts";

/** The normalising function of each member, applied where the member is set. */
type Mapping<Value extends object> = {
	readonly [Name in keyof Value]?: (member: NonNullable<Value[Name]>) => Value[Name];
};

/** A copy with the set members mapped; undefined and null members are dropped. */
export function mapMembers<Value extends object>(value: Value, mapping: Mapping<Value>): Value {
	const members: [string, unknown][] = [];
	for (const name of Object.keys(value) as (keyof Value & string)[]) {
		const member = value[name];
		if (member === undefined || member === null) continue;
		const map = Object.hasOwn(mapping, name) ? mapping[name] : undefined;
		const mapped = map ? (map(member) ?? undefined) : member;
		if (mapped !== undefined) members.push([name, mapped]);
	}
	return Object.fromEntries(members) as Value;
}

/** A copy whose missing members have AWS's defaults. */
export function withDefaults<Value extends object>(value: Value, defaults: Partial<Value>): Value {
	return mapMembers({ ...defaults, ...mapMembers(value, {}) }, {});
}

/** A copy without empty members: undefined, null, empty text, empty lists and empty objects. */
export function withoutEmpty<Value extends object>(value: Value): Value {
	return Object.fromEntries(Object.entries(value).filter(([, member]) => !isEmpty(member))) as Value;
}

/** A copy without the members that equal `fillers`, AWS's values for missing members. */
export function without<Value extends object>(value: Value, fillers: Partial<Value>): Value {
	return Object.fromEntries(
		Object.entries(value).filter(([name, member]) => !(name in fillers && fillers[name as keyof Value] === member)),
	) as Value;
}

/**
 * A sorted copy of a list in which order has no meaning. `keys` are compared one after the other; items with equal or
 * missing keys are compared whole.
 */
export function sortedBy<Item>(
	items: readonly Item[],
	keys: (item: Item) => readonly (string | number | undefined)[],
): Item[] {
	return items
		.map((item) => ({ item, key: keys(item).map(sortable).join("\u0000") }))
		.sort((a, b) => compare(a.key, b.key) || compare(stableJson(a.item), stableJson(b.item)))
		.map(({ item }) => item);
}

/** A sorted copy of a list of names. */
export function sortedNames<Name extends string>(names: readonly Name[]): Name[] {
	return sortedBy(names, (name) => [name]);
}

/** The last part of an ARN, or the text itself: `arn:aws:…:namespace/ns-1` gives `ns-1`. */
export function lastPart(text: string): string {
	return text.startsWith("arn:") ? text.slice(text.lastIndexOf("/") + 1) : text;
}

/** Sorts capacity provider strategies, which are sets; a missing weight or base is 0. */
export function normalCapacityStrategy(
	strategy: readonly CapacityProviderStrategyItem[],
): CapacityProviderStrategyItem[] {
	return sortedBy(
		strategy.map((item) => withDefaults(item, { weight: 0, base: 0 })),
		({ capacityProvider }) => [capacityProvider],
	);
}

/** Drops log options that AWS returns as empty lists and maps, and sorts secret options, which are a set. */
export function normalLog(log: LogConfiguration): LogConfiguration {
	return withoutEmpty(mapMembers(log, { secretOptions: (secrets) => sortedBy(secrets, ({ name }) => [name]) }));
}

function isEmpty(member: unknown): boolean {
	if (member === undefined || member === null || member === "") return true;
	if (Array.isArray(member)) return member.length === 0;
	return typeof member === "object" && !(member instanceof Date) && Object.keys(member).length === 0;
}

function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

/** Pads numbers, so that 80 sorts before 443. */
function sortable(key: string | number | undefined): string {
	return typeof key === "number" ? String(key).padStart(12, "0") : (key ?? "");
}
