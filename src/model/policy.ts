/** The default policy, for manifests without one and for orphans. */
import type { Policy } from "./manifest.ts";

/** The policy of a manifest that sets none. */
export const defaultPolicy: Policy = {
	mode: "manage",
	adopt: false,
	suspend: false,
	uses: [],
	onNewEndpoint: "report",
	followDigest: false,
	replace: [],
	progressDeadlineMs: 3_600_000,
	ignore: [],
	liveImages: [],
	onDelete: "delete",
};

/** `policy` as written in a manifest: durations are texts, and omitted fields have their defaults. */
export type WrittenPolicy = Partial<Omit<Policy, "intervalMs" | "progressDeadlineMs">> & {
	readonly interval?: string;
	readonly progressDeadline?: string;
};
