/**
 * Determines whether a resource is suspended, by its manifest or, in an emergency, by a tag on the resource. The tag
 * expires, so that a suspension is not forgotten.
 */
import type { Policy } from "../model/manifest.ts";
import type { Health } from "../model/observed-state.ts";
import { because, type Reason } from "../model/reason.ts";
import { suspendedTag } from "../model/tags.ts";
import { fitsTag } from "./ownership.ts";

/** A suspension in force. */
export interface Suspension {
	readonly health: Health;
	readonly reason: Reason;
}

/**
 * The suspension in force at `nowMs`. A tag that does not start with a time suspends until it is removed, since its
 * author wanted evenkeel to stop.
 */
export function suspensionOf(
	{ suspend }: Pick<Policy, "suspend">,
	tags: Readonly<Record<string, string>> | undefined,
	nowMs: number,
): Suspension | undefined {
	if (suspend) return suspended(because("SuspendedByManifest"));
	const value = tags?.[suspendedTag];
	if (value === undefined) return undefined;
	const [, until, note] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)(?: (.*))?$/.exec(value) ?? [];
	const untilMs = until === undefined ? Number.NaN : Date.parse(until);
	if (untilMs <= nowMs) return undefined;
	if (until === undefined || Number.isNaN(untilMs)) return suspended(because("SuspendedByTag", { tag: suspendedTag }));
	return suspended(because("SuspendedByTag", { tag: suspendedTag, until, ...(note ? { note } : {}) }));
}

function suspended(reason: Reason): Suspension {
	return { health: { status: "Suspended", reason }, reason };
}

/** The tag that suspends a resource until `untilMs`; undefined if AWS does not accept `reason` as part of a tag. */
export function suspensionTag(untilMs: number, reason: string): Readonly<Record<string, string>> | undefined {
	// Rounded up to whole seconds for readability.
	const wholeMs = Math.ceil(untilMs / 1000) * 1000;
	const value = `${new Date(wholeMs).toISOString().replace(".000Z", "Z")} ${reason}`;
	return fitsTag(value) ? { [suspendedTag]: value } : undefined;
}
