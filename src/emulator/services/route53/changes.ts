/**
 * Tracks the propagation of changes: PENDING at first, INSYNC after a while. API reads and DNS answers of the embedded
 * AWS reflect a change immediately; only GetChange shows the difference.
 */
import type { ChangeInfo } from "@aws-sdk/client-route-53";
import type { AccountContext } from "../../account-context.ts";
import { AwsError } from "../../aws-error.ts";
import { newId } from "./identifiers.ts";

/** Change batches that GetChange reports. */
export interface Changes {
	readonly submit: (comment?: string) => ChangeInfo;
	/** Rejects with NoSuchChange. */
	readonly get: (id: string) => ChangeInfo;
}

/** AWS documents "generally within 60 seconds". */
const propagationMs = 30_000;

/** Creates an empty record of changes. */
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
