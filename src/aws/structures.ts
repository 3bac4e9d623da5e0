/** What generic code knows of the members of AWS's structures, derived from the services. */
import { optionalServices, services } from "./services/list.ts";
import type { Structures } from "./services/service.ts";

const all: readonly Structures[] = [...services, ...optionalServices].map((service) =>
	"structures" in service ? (service.structures ?? {}) : {},
);

/** The members of all services that `of` picks, in the order of the services. */
function members(of: (structures: Structures) => readonly string[] | undefined): readonly string[] {
	return [...new Set(all.flatMap((structures) => of(structures) ?? []))];
}

/** The members by which items of AWS's lists are told apart, the most telling first. */
export const itemKeys = members((one) => one.itemKeys);
/** Those of them that hold what people call an item. */
export const nameKeys = itemKeys.filter((key) => /^(name|key)$/i.test(key));
/** Those of them that hold the keys of tags. */
export const tagKeys: ReadonlySet<string> = new Set(members(({ tagKey }) => (tagKey === undefined ? [] : [tagKey])));
/** Members below which every scalar may be a secret. */
export const secretMembers: ReadonlySet<string> = new Set(members((one) => one.secretMembers));
/** Members that hold a list of variables, whose values may be secrets. */
export const variableLists: ReadonlySet<string> = new Set(members((one) => one.variableLists));
/** Members that hold a map of options, and which of its keys never hold a secret. */
export const optionMaps: ReadonlyMap<string, { readonly isOpen: RegExp }> = new Map(
	all.flatMap(({ optionMaps: maps = {} }) => Object.entries(maps)),
);
/** Maps whose keys people choose. */
export const freeMaps: ReadonlySet<string> = new Set(members((one) => one.freeMaps));
/** Members that would only make the names of variables longer. */
export const unnamedMembers: ReadonlySet<string> = new Set(members((one) => one.unnamedMembers));
