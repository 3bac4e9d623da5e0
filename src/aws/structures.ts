/** The structure of AWS requests and answers that generic code needs, derived from the services. */
import { optionalServices, services } from "./services/list.ts";
import type { Structures } from "./services/service.ts";

const all: readonly Structures[] = [...services, ...optionalServices].map((service) =>
	"structures" in service ? (service.structures ?? {}) : {},
);

/** The members of all services that `of` picks, in the order of the services. */
function members(of: (structures: Structures) => readonly string[] | undefined): readonly string[] {
	return [...new Set(all.flatMap((structures) => of(structures) ?? []))];
}

/** The members that identify items of AWS's lists, the most specific first. */
export const itemKeys = members((one) => one.itemKeys);
/** Those that contain an item's name. */
export const nameKeys = itemKeys.filter((key) => /^(name|key)$/i.test(key));
/** Those that contain the keys of tags. */
export const tagKeys: ReadonlySet<string> = new Set(members(({ tagKey }) => (tagKey === undefined ? [] : [tagKey])));
/** Members below which every scalar may be a secret. */
export const secretMembers: ReadonlySet<string> = new Set(members((one) => one.secretMembers));
/** Members with a list of variables, whose values may be secrets. */
export const variableLists: ReadonlySet<string> = new Set(members((one) => one.variableLists));
/** Members with a map of options, and the keys that never have a secret value. */
export const optionMaps: ReadonlyMap<string, { readonly isOpen: RegExp }> = new Map(
	all.flatMap(({ optionMaps: maps = {} }) => Object.entries(maps)),
);
/** Maps with user-chosen keys. */
export const freeMaps: ReadonlySet<string> = new Set(members((one) => one.freeMaps));
/** Members that would only lengthen the names of variables. */
export const unnamedMembers: ReadonlySet<string> = new Set(members((one) => one.unnamedMembers));
