/**
 * Changes to zones on their way to all name servers: PENDING at first, INSYNC after a while. Reads through the API and
 * DNS answers of the embedded AWS see a change at once; only GetChange tells the difference.
 */
import type { ChangeInfo } from "@aws-sdk/client-route-53";
import type { AccountContext } from "../../account-context.ts";
import { AwsError } from "../../aws-error.ts";
import { newId } from "./identifiers.ts";

/** Change batches that GetChange tells of. */
export interface Changes {
	readonly submit: (comment?: string) => ChangeInfo;
	/** Refuses with NoSuchChange. */
	readonly get: (id: string) => ChangeInfo;
}

/** AWS says usually within 60 seconds. */
const propagationMs = 30_000;

/** A book of changes without any. */
export function createChanges({ clock, random }: AccountContext): Changes {
	const changes = new Map<string, { readonly submittedAtMs: number; readonly comment: string | undefined }>();
	const describe = (id: string): ChangeInfo => {
		const bare = id.replace(/^\/?change\//, "");
		const change = changes.get(bare);
		if (!change) throw new AwsError("NoSuchChange", `Could not find resource with ID: ${bare}`);
		const { submittedAtMs, comment } = change;
		const status = clock.now() - submittedAtMs >= propagationMs ? "INSYNC" : "PENDING";
		return { Id: `/change/${bare}`, Status: status, SubmittedAt: new Date(submittedAtMs), Comment: comment };
	};
	return {
		get: describe,
		submit: (comment) => {
			const id = newId(random, "C", 20);
			changes.set(id, { submittedAtMs: clock.now(), comment });
			return describe(id);
		},
	};
}
