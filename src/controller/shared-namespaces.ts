/**
 * Which accounts share namespaces with ours. Cloud Map lists what is shared beside what is the account's own, so an ARN of
 * another account is either shared or shows that another account answers; only a list of what is the account's own tells.
 * (Cloud Map API reference, ListNamespaces: the filter `RESOURCE_OWNER`.)
 */
import { answeringIn, type Told } from "../aws/answering.ts";
import { type Read, readAll } from "../aws/reads.ts";

/** What is known of it. */
export interface SharedNamespaces {
	/** Whether all of these accounts are known to share. */
	readonly areKnown: (owners: readonly string[]) => boolean;
	/** Takes note of accounts that share. */
	readonly note: (owners: readonly string[]) => void;
	/** What the account's own namespaces tell of it; nothing where it has none. Rejects with an `AwsFailure`. */
	readonly own: () => Promise<readonly Told[]>;
}

/** Nothing is known yet. */
export function createSharedNamespaces(read: Read): SharedNamespaces {
	const known = new Set<string>();
	return {
		areKnown: (owners) => owners.every((owner) => known.has(owner)),
		note: (owners) => {
			for (const owner of owners) known.add(owner);
		},
		own: async () => {
			const operation = "servicediscovery:ListNamespaces";
			const input = { Filters: [{ Name: "RESOURCE_OWNER" as const, Values: ["SELF"], Condition: "EQ" as const }] };
			const Namespaces = await readAll(read, operation, input, (page) => page.Namespaces);
			return answeringIn(operation, input, { Namespaces });
		},
	};
}
