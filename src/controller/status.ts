/** Assembles the status from what the loop knows; metrics, log, page and commands are all derived from it. */

import type { Answering } from "../aws/answering.ts";
import type { Desired } from "../model/manifest.ts";
import type { Pause } from "../model/pause.ts";
import type { Problem } from "../model/problem.ts";
import type { Reason } from "../model/reason.ts";
import type { ResourceStatus, Status } from "../model/status.ts";

/** The result of reading the folder: a new desired state, or only problems while the last valid one stays in force. */
export interface Manifests {
	readonly desired: Desired | undefined;
	readonly problems: readonly Problem[];
	/** The revision that was read; absent if the folder could not be read. */
	readonly revision?: string;
}

/** The end of the last reconcile that observed everything due, and the revision that it planned. */
export type LastSuccess = Required<Pick<Status, "lastSuccessMs" | "lastSuccessRevision">>;

/** The inputs of the status. Times are milliseconds since the epoch. */
export interface Known {
	readonly manifests: Manifests;
	readonly revisionAtMs: number | undefined;
	readonly ancestry: Status["ancestry"];
	/** Undefined until AWS has named the account. */
	readonly answering: Answering | undefined;
	/** Why nothing is planned. */
	readonly stopped: Reason | undefined;
	readonly pause: Pause | undefined;
	/** Sorted by identity. */
	readonly resources: readonly ResourceStatus[];
	readonly reconciles: number;
	readonly lastSuccess: LastSuccess | undefined;
}

/** Assembles the status. Unknown members are omitted, since the status is also read as JSON. */
export function statusOf(known: Known): Status {
	const { manifests, revisionAtMs, ancestry, answering, stopped, pause, resources, reconciles, lastSuccess } = known;
	const { desired, problems, revision } = manifests;
	return {
		...(desired && {
			environment: desired.environment.name,
			owner: desired.environment.owner,
			revision: desired.revision,
		}),
		...(revisionAtMs !== undefined && { revisionAtMs }),
		...(revision !== undefined && revision !== desired?.revision && { rejectedRevision: revision }),
		...(ancestry && { ancestry }),
		...answering,
		...(pause && { pause }),
		...(stopped !== undefined && { stopped }),
		problems,
		resources,
		reconciles,
		...lastSuccess,
	};
}
