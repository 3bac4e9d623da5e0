/**
 * Ids for Cloud Map's `CreatorRequestId` and `UpdaterRequestId`.
 * An id is a hash of the request, so Cloud Map recognises a repeated call, even after a restart of the controller, and
 * creates nothing twice.
 */
import { createHash } from "node:crypto";
import { stableJson } from "../lib/json.ts";
import type { Identity } from "../model/identity.ts";

/** A request id of at most 64 characters, Cloud Map's limit. `attempt` gives a new id after a failed operation. */
export function requestId(
	{ owner, identity, attempt }: { readonly owner: string; readonly identity: Identity; readonly attempt: number },
	input: object,
): string {
	return createHash("sha256")
		.update(stableJson([owner, identity, attempt, input]))
		.digest("hex");
}
