/**
 * Tracks accounts that share resources with the owner's account. A service that lists shared resources may show ARNs of
 * other accounts, so only the account's own resources identify the account that answers.
 */
import { type AskableService, askAccount } from "../aws/account-questions.ts";
import type { AnsweredFrom } from "../aws/answering.ts";
import type { Read } from "../aws/reads.ts";

/** Accounts known to share, by service. */
export interface Sharing {
	/** Whether all of these accounts are known to share. */
	readonly areKnown: (service: AskableService, owners: readonly string[]) => boolean;
	/** Records accounts that share. */
	readonly note: (service: AskableService, owners: readonly string[]) => void;
	/** The account and Region that the account's own resources name; empty if it has none. Rejects with an `AwsFailure`. */
	readonly own: (service: AskableService) => Promise<readonly AnsweredFrom[]>;
}

/** Creates an empty record. */
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
