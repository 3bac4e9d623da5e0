/**
 * Decides when `evenkeel status --wait` is done. It evaluates one status after the other; only Git knows the order of
 * revisions, and Git is not consulted.
 */
import { dirtyMark } from "../model/snapshot.ts";
import { isSettled, type Status } from "../model/status.ts";
import { textOf } from "../report/catalogue/index.ts";
import { openText } from "../report/status-text.ts";
import { convergence, errorSentences } from "./convergence.ts";

/** The state of the wait. */
export type WaitResult =
	/** All resources are in sync and healthy at the revision. */
	| { readonly state: "reached"; readonly revision: string }
	/** The sentences say what is still in progress. */
	| { readonly state: "moving"; readonly sentences: readonly string[] }
	/** A rollout failed or was rolled back, manifests are invalid, or an action is blocked; the sentences say what. */
	| { readonly state: "failed"; readonly sentences: readonly string[] }
	/** The revision was applied, and another one has replaced it. */
	| { readonly state: "superseded"; readonly sentences: readonly string[] };

/** A full commit id, or an abbreviation of at least the length that Git accepts. */
const shortestCommit = /^[0-9a-f]{7,64}$/;

/** Evaluates each status passed to the returned function. Without `wanted`, any revision counts. */
export function createWaitCheck(wanted: string | undefined): (status: Status) => WaitResult {
	let wasInForce = false;
	return (status) => {
		const { revision, rejectedRevision } = status;
		if (rejectedRevision !== undefined && means(wanted, rejectedRevision)) {
			return failed(status, "Its manifests are invalid.");
		}
		// A controller that has just restarted has no revision yet.
		if (revision === undefined || !means(wanted, revision)) {
			if (revision === undefined || !wasInForce) return { state: "moving", sentences: [notThere(wanted, status)] };
			const sentence = `Revision ${revision} replaced ${wanted} before all resources were in sync and healthy.`;
			return { state: "superseded", sentences: [sentence] };
		}
		wasInForce = true;
		// An invalid manifest stays invalid until the next commit, even while other resources are in progress.
		const errors = errorSentences(status);
		if (errors.length > 0) return { state: "failed", sentences: errors };
		const { state } = convergence(status, { healthy: true });
		// Observations of the previous revision do not count for this one. A wrong account counts at once.
		const isSeen = status.lastSuccessRevision === revision;
		if (state === "stuck" && (isSeen || status.stopped !== undefined))
			return failed(status, "No further progress is possible.");
		if (state === "reached" && isSeen) return { state: "reached", revision };
		const open = status.resources.filter((resource) => !isSettled(resource, { healthy: true })).map(openText);
		return {
			state: "moving",
			sentences: open.length > 0 ? open : ["No resource has been observed at this revision yet."],
		};
	};
}

/** Whether `revision` is the one in `wanted`. */
function means(wanted: string | undefined, revision: string): boolean {
	if (wanted === undefined || wanted === revision) return true;
	// A revision with uncommitted changes is another revision.
	return shortestCommit.test(wanted) && !revision.endsWith(dirtyMark) && revision.startsWith(wanted);
}

function notThere(wanted: string | undefined, { revision, stopped }: Status): string {
	if (stopped !== undefined) return textOf(stopped);
	if (wanted === undefined) return "No manifests have been read yet.";
	return `Revision ${wanted} is not applied yet; ${revision === undefined ? "none is" : `the folder is at ${revision}`}.`;
}

function failed(status: Status, fallback: string): WaitResult {
	const result = convergence(status, { healthy: true });
	const said = result.state === "stuck" ? result.sentences : [];
	return { state: "failed", sentences: said.length > 0 ? said : [fallback] };
}
