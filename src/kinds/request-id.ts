/**
 * Ids for Cloud Map's `CreatorRequestId` and `UpdaterRequestId`. A hash of what is asked for, so that a repeated call, even
 * by a restarted controller, is known to AWS as a repetition and creates nothing twice.
 */
import { createHash } from "node:crypto";
import { stableJson } from "../lib/json.ts";
import type { Identity } from "../model/identity.ts";

/** At most 64 characters, as Cloud Map takes them. `attempt` makes a new one after an operation that failed. */
export function requestId(
	{ owner, identity, attempt }: { readonly owner: string; readonly identity: Identity; readonly attempt: number },
	input: object,
): string {
	return createHash("sha256")
		.update(stableJson([owner, identity, attempt, input]))
		.digest("hex");
}
