/** The policy of a manifest that says nothing about it, and of an orphan, which has no manifest to say anything. */
import type { Policy } from "./manifest.ts";

/** The policy of a manifest that says nothing of it. */
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

/** `policy` as a manifest says it: durations are texts, and what is omitted has its default. */
export type WrittenPolicy = Partial<Omit<Policy, "intervalMs" | "progressDeadlineMs">> & {
	readonly interval?: string;
	readonly progressDeadline?: string;
};
