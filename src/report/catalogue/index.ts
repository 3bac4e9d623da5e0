/** The catalogue of all reason codes: the message, the severity and the remediation of each. */
import type { Reason, ReasonCode } from "../../model/reason.ts";
import { accounts } from "./accounts.ts";
import { acting, statuses } from "./acting.ts";
import { blocking } from "./blocking.ts";
import { clusters } from "./clusters.ts";
import { folders } from "./folders.ts";
import { logGroups } from "./log-groups.ts";
import { mismatches } from "./mismatches.ts";
import { namespaces } from "./namespaces.ts";
import { observing } from "./observing.ts";
import { orphans } from "./orphans.ts";
import { prerequisites } from "./prerequisites.ts";
import { registries } from "./registries.ts";
import { serviceHealth } from "./service-health.ts";
import { services } from "./services.ts";
import { taskDefinitions } from "./task-definitions.ts";
import { waiting } from "./waiting.ts";
import type { Wording, Wordings } from "./wording.ts";

/** The compiler requires a wording for each code, and a code for each wording. */
export const catalogue: Wordings<ReasonCode> = {
	...accounts,
	...observing,
	...waiting,
	...blocking,
	...orphans,
	...acting,
	...statuses,
	...clusters,
	...logGroups,
	...namespaces,
	...registries,
	...taskDefinitions,
	...serviceHealth,
	...services,
	...mismatches,
	...prerequisites,
	...folders,
};

/** A reason with its wording, as JSON outputs and the status API contain it. */
export type WordedReason = Reason & { readonly message: string; readonly remediation?: string };

/** What happened, and why. A reason that already has a message, from another version of evenkeel, keeps it. */
export function messageOf(reason: Reason): string {
	if ("message" in reason) return String(reason.message);
	return wordingOf(reason).message(reason.params, messageOf);
}

/** The remediation of a reason; undefined where nothing needs to be done. */
export function remediationOf(reason: Reason): string | undefined {
	if ("message" in reason) return "remediation" in reason ? String(reason.remediation) : undefined;
	const { remediation } = wordingOf(reason);
	return typeof remediation === "function" ? remediation(reason.params, messageOf, remediationOf) : remediation;
}

/** The whole text of a reason: its message, and its remediation. */
export function textOf(reason: Reason): string {
	return [messageOf(reason), remediationOf(reason)].filter(Boolean).join(" ");
}

/** `reason` with its wording. */
export function worded(reason: Reason): WordedReason {
	const remediation = remediationOf(reason);
	return { ...reason, message: messageOf(reason), ...(remediation ? { remediation } : {}) };
}

/** The cast is safe: each code has the parameters of its wording. */
function wordingOf({ code }: Reason): Wording<Reason["params"]> {
	return catalogue[code] as Wording<Reason["params"]>;
}
