/**
 * Which accounts share resources with ours. Such a service lists what is shared beside what is the account's own, so an ARN of another
 * account is either shared or shows that another account answers; only what is the account's own tells.
 */
import { type AskableService, askAccount } from "../aws/account-questions.ts";
import type { Told } from "../aws/answering.ts";
import type { Read } from "../aws/reads.ts";

/** What is known of it, for each service that shows shared resources. */
export interface Sharing {
	/** Whether all of these accounts are known to share. */
	readonly areKnown: (service: AskableService, owners: readonly string[]) => boolean;
	/** Takes note of accounts that share. */
	readonly note: (service: AskableService, owners: readonly string[]) => void;
	/** What the account's own resources tell of it; empty where it has none. Rejects with an `AwsFailure`. */
	readonly own: (service: AskableService) => Promise<readonly Told[]>;
}

/** Nothing is known yet. */
export function createSharing(read: Read): Sharing {
	const known = new Set<string>();
	const key = ({ operation }: AskableService, owner: string) => `${operation} ${owner}`;
	return {
		areKnown: (service, owners) => owners.every((owner) => known.has(key(service, owner))),
		note: (service, owners) => {
			for (const owner of owners) known.add(key(service, owner));
		},
		own: async (service) => (await askAccount(read, service)).told,
	};
}
