/**
 * Whether what somebody waits for has happened in a running evenkeel, for `evenkeel status --wait`. It is judged from one
 * status after the other, as they are asked for; which revision comes after which only Git knows, and it is not asked.
 */
import { dirtyMark } from "../model/snapshot.ts";
import { isSettled, type Status } from "../model/status.ts";
import { textOf } from "../report/catalogue/index.ts";
import { openText } from "../report/status-text.ts";
import { convergence, errorSentences } from "./convergence.ts";

/** What has become of it. */
export type Awaited =
	/** All is in sync and healthy, at the revision. */
	| { readonly state: "reached"; readonly revision: string }
	/** The sentences say what it waits for. */
	| { readonly state: "moving"; readonly sentences: readonly string[] }
	/** A rollout failed or was rolled back, manifests were rejected, or something is refused; the sentences say what. */
	| { readonly state: "failed"; readonly sentences: readonly string[] }
	/** The revision was in force, and another one is by now. */
	| { readonly state: "superseded"; readonly sentences: readonly string[] };

/** A commit in full, or its first characters as people quote it: no fewer than Git itself takes. */
const shortestCommit = /^[0-9a-f]{7,64}$/;

/** Judges each status that is asked for. Without `wanted` it is whichever revision is in force. */
export function createAwaiting(wanted: string | undefined): (status: Status) => Awaited {
	let wasInForce = false;
	return (status) => {
		const { revision, rejectedRevision } = status;
		if (rejectedRevision !== undefined && means(wanted, rejectedRevision)) {
			return failed(status, "Its manifests are rejected.");
		}
		// A controller that has just been started again has no revision for a moment.
		if (revision === undefined || !means(wanted, revision)) {
			if (revision === undefined || !wasInForce) return { state: "moving", sentences: [notThere(wanted, status)] };
			const sentence = `Revision ${revision} has taken the place of ${wanted} before all of that was in sync and healthy.`;
			return { state: "superseded", sentences: [sentence] };
		}
		wasInForce = true;
		// Whatever still moves, what is rejected stays so until another commit.
		const errors = errorSentences(status);
		if (errors.length > 0) return { state: "failed", sentences: errors };
		const { state } = convergence(status, { healthy: true });
		// What was seen for the revision before does not count for this one; a wrong account does at once.
		const isSeen = status.lastSuccessRevision === revision;
		if (state === "stuck" && (isSeen || status.stopped !== undefined))
			return failed(status, "It cannot get any further.");
		if (state === "reached" && isSeen) return { state: "reached", revision };
		const open = status.resources.filter((resource) => !isSettled(resource, { healthy: true })).map(openText);
		return { state: "moving", sentences: open.length > 0 ? open : ["All of it is still to be looked at."] };
	};
}

/** Whether `revision` is what was asked for. */
function means(wanted: string | undefined, revision: string): boolean {
	if (wanted === undefined || wanted === revision) return true;
	// With changes on top it is another revision.
	return shortestCommit.test(wanted) && !revision.endsWith(dirtyMark) && revision.startsWith(wanted);
}

function notThere(wanted: string | undefined, { revision, stopped }: Status): string {
	if (stopped !== undefined) return textOf(stopped);
	if (wanted === undefined) return "No manifests have been read yet.";
	return `Revision ${wanted} is not there yet; ${revision === undefined ? "none is" : `the folder is at ${revision}`}.`;
}

function failed(status: Status, fallback: string): Awaited {
	const result = convergence(status, { healthy: true });
	const said = result.state === "stuck" ? result.sentences : [];
	return { state: "failed", sentences: said.length > 0 ? said : [fallback] };
}
